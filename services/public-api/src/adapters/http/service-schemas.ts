import { instant, named, nullable, object, oneOf, ref } from '@catalogsync/http';
import { type TSchema, Type } from 'typebox';
import { problemKinds } from './problems.js';

export const whole = (description: string): TSchema => Type.Integer({ description });

/** Shapes of what the service says of itself: snapshots, health, problems. */
export const serviceSchemas: readonly TSchema[] = [
  named('Manifest', {
    snapshotId: Type.String(),
    generatedAt: Type.String({ format: 'date-time' }),
    expiresAt: Type.String({ format: 'date-time' }),
    schemaVersion: Type.Integer(),
    sequence: whole('Rises with every publication.'),
    previousSnapshotId: nullable('string'),
    playlistCount: Type.Integer(),
    trackCount: Type.Integer(),
    fileCount: Type.Integer(),
    coverCount: whole('Playlists with a cover.'),
    artistCount: Type.Integer(),
    toplistCount: Type.Integer(),
    dbSha256: Type.String(),
    dbSizeBytes: Type.Integer(),
  }),
  named('Snapshot', { manifest: ref('Manifest'), adoptedAt: Type.String({ format: 'date-time' }) }),
  named(
    'Problem',
    {
      type: Type.String({ format: 'uri' }),
      title: Type.String(),
      status: Type.Integer(),
      code: oneOf(Object.keys(problemKinds)),
      detail: Type.String(),
      hint: Type.Optional(Type.String()),
      instance: Type.String(),
    },
    { description: 'An error answer, RFC 9457. Rely on code.' },
  ),
  named('Health', { status: Type.Literal('ok') }),
  named('Readiness', {
    status: oneOf(['ready', 'waiting', 'draining']),
    snapshotId: nullable('string'),
    adoptedAt: instant(),
    ageSeconds: nullable('integer', { description: 'Seconds since the snapshot was generated.' }),
    fault: Type.Unsafe({
      anyOf: [
        object({ code: Type.String(), message: Type.String(), since: Type.String({ format: 'date-time' }), alarm: nullable('string') }),
        { type: 'null' },
      ],
      description:
        'Why a newer publication is not in use; alarm says what a refused one looks like: rollback, freeze, mix_and_match, endless_data, wrong_key or damaged.',
    }),
    freshUntil: Type.Unsafe({
      anyOf: [Type.String({ format: 'date-time' }), { type: 'null' }],
      description: "Until when the publisher's signature is fresh; null without signed metadata.",
    }),
    stale: Type.Boolean({ description: 'The signature is no longer fresh. The snapshot is served on, and no new one is accepted.' }),
    pinned: Type.Boolean({ description: 'Somebody went back to this snapshot; newer ones are left aside.' }),
    missing: Type.Array(object({ what: oneOf(['snapshot', 'playback_key', 'read_key']), message: Type.String(), hint: Type.String() }), {
      description: 'What must be there before the service is ready, and what to do.',
    }),
  }),
];
