import { from, instant, nullable, object, oneOf, ref, shape } from '@catalogsync/http';
import { Type } from 'typebox';
import type { Fetching } from '../../core/songs/fetch-again.js';
import type { SongItem } from '../../core/songs/song-items.js';
import type { RefusedFile } from '../../core/songs/song-recordings.js';
import type {
  HeldRecording,
  Recording,
  RecordingChoice,
  RefusedRecording,
  SongStory,
  ToldDownload,
  ToldSearch,
} from '../../core/songs/song-story.js';
import type { Offers } from '../../core/songs/source-recordings.js';
import { item } from './job-json.js';

// The stories of songs, and their recordings at sources, as the console's API shows them.

/** Instants of the resolver are ISO 8601 text already; empty means unknown. */
const told = (text: string): string | undefined => text || undefined;

const match = object({
  accepted: Type.Boolean({ description: 'It may be used as the song.' }),
  priority: Type.Integer({ description: '0 to 5, smaller is more certain; only if accepted.' }),
  highConfidence: Type.Boolean(),
  reason: Type.String({ description: 'In words.' }),
  similarity: Type.Number({ description: 'Of the titles, 0 to 1.' }),
});

const candidate = shape<Recording>()('Candidate', {
  source: Type.String(),
  remoteId: Type.String(),
  title: Type.String(),
  artists: Type.Array(Type.String()),
  album: nullable('string'),
  durationMs: nullable('integer'),
  ext: nullable('string'),
  sizeBytes: from(({ fileSizeBytes }) => fileSizeBytes, nullable('integer')),
  bitrate: nullable('integer', { description: 'bit/s.' }),
  sampleRate: nullable('integer', { description: 'Hz.' }),
  bitDepth: nullable('integer'),
  quality: Type.String(),
  match: from(
    ({ match: compared }) => compared,
    Type.Unsafe({ anyOf: [match, { type: 'null' }], description: 'How it compares with the song; null if it was not compared.' }),
  ),
});

export const candidates = shape<Offers>()('Candidates', {
  items: from(({ recordings }) => recordings.map(candidate.json), Type.Array(ref('Candidate'))),
  whyNoFiles: nullable('string', { description: 'Why the source gives no files, to complete "deezer …"; null if it does.' }),
});

const songResolve = shape<ToldSearch>()('SongResolve', {
  decidedAt: from(({ decidedAt }) => told(decidedAt), instant()),
  policy: nullable('string', {
    description: 'configOrder, laplaceWarmup, ratioAdaptive or ratioThompson; null if there was nothing to order.',
  }),
  reason: Type.String({ description: 'Why the sources were asked in that order.' }),
  outcome: Type.Unsafe({
    type: ['string', 'null'],
    enum: ['found', 'notFound', 'unfinished', null],
    description: 'unfinished: it was canceled, or failed. null: an older version recorded it.',
  }),
  order: Type.Array(
    object({
      source: Type.String(),
      score: Type.Unsafe({ type: ['number', 'null'] }),
      breakerState: Type.Unsafe({ type: ['string', 'null'], enum: ['closed', 'open', 'halfOpen', null] }),
    }),
    { description: 'The fallbacks, best first; the own source of the song goes before them.' },
  ),
  trials: Type.Array(
    object({
      source: Type.String(),
      outcome: Type.Unsafe({
        type: ['string', 'null'],
        enum: ['chosen', 'reserve', 'nothing', 'failed', 'refused', null],
        description: 'reserve: it had one that was not sure enough. refused: its file failed a check, or never arrived.',
      }),
      elapsedMs: Type.Integer(),
      hits: Type.Integer(),
      detail: Type.String(),
      errorCode: Type.Unsafe({ type: ['string', 'null'] }),
    }),
    { description: 'Each source that was asked, in order.' },
  ),
  chosen: from(
    ({ chosen }) => chosen && candidate.json(chosen),
    Type.Unsafe({ anyOf: [ref('Candidate'), { type: 'null' }], description: 'What was taken.' }),
  ),
  manual: Type.Boolean({ description: 'A person had chosen it.' }),
});

const songDownload = shape<ToldDownload>()('SongDownload', {
  id: Type.String(),
  state: oneOf(['queued', 'running', 'interrupted', 'succeeded', 'notFound', 'failed', 'canceled', 'unknown']),
  source: nullable('string', { description: 'The source that delivered the file, or is being used.' }),
  attempts: from(
    ({ attempts }) =>
      attempts.map(({ remoteId = null, code = null, message = null, startedAt, ...one }) => ({
        ...one,
        remoteId,
        code,
        message,
        startedAt: told(startedAt) ?? null,
      })),
    Type.Array(
      object({
        source: Type.String(),
        remoteId: Type.Unsafe({ type: ['string', 'null'] }),
        outcome: Type.String({ description: 'succeeded, nothingFound, refused (by verification) or failed.' }),
        code: Type.Unsafe({ type: ['string', 'null'], description: 'A problem code, or why verification refused it.' }),
        message: Type.Unsafe({ type: ['string', 'null'] }),
        startedAt: instant(),
        elapsedMs: Type.Integer(),
      }),
    ),
  ),
  createdAt: from(({ createdAt }) => told(createdAt), instant()),
  endedAt: from(({ endedAt }) => told(endedAt), instant()),
  errorMessage: nullable('string'),
  hint: nullable('string'),
});

const choice = shape<RecordingChoice>()('SongChoice', {
  source: Type.String(),
  remoteId: Type.String(),
  note: Type.String(),
  createdAt: from(({ createdAt }) => told(createdAt), instant()),
});

const rejected = shape<RefusedRecording>()('RejectedRecording', {
  source: nullable('string'),
  remoteId: nullable('string'),
  sha256: nullable('string'),
  reason: Type.String(),
  rejectedAt: from(({ rejectedAt }) => told(rejectedAt), instant()),
});

const held = shape<HeldRecording>()('HeldRecording', {
  id: Type.String({ description: 'For POST /api/quarantine/{id}/approve and reject.' }),
  source: Type.String(),
  remoteId: Type.String(),
  reason: Type.String({ description: 'zeros, damaged, trial_clip, wrong_duration, below_floor or not_audio.' }),
  detail: Type.String(),
  ext: nullable('string'),
  sizeBytes: from(({ fileSizeBytes }) => fileSizeBytes, Type.Integer()),
  durationMs: nullable('integer'),
  state: Type.String({ description: 'held, approved, rejected or expired.' }),
  createdAt: from(({ createdAt }) => told(createdAt), instant()),
});

const songItem = shape<SongItem>()('SongItem', { ...item.fields, jobId: Type.Integer() });

export const songStory = shape<SongStory & { readonly items: readonly SongItem[] }>()('SongStory', {
  resolves: from(
    ({ resolves }) => resolves.map(songResolve.json),
    Type.Array(ref('SongResolve'), { description: 'Newest first, at most 5.' }),
  ),
  downloads: from(
    ({ downloads }) => downloads.map(songDownload.json),
    Type.Array(ref('SongDownload'), { description: 'Newest first, at most 20.' }),
  ),
  items: from(
    ({ items }) => items.map(songItem.json),
    Type.Array(ref('SongItem'), { description: 'Work of jobs, newest first, at most 20.' }),
  ),
  choice: from(
    ({ choice: chosen }) => chosen && choice.json(chosen),
    Type.Unsafe({ anyOf: [ref('SongChoice'), { type: 'null' }], description: 'The recording that a person chose.' }),
  ),
  rejected: from(({ rejected: all }) => all.map(rejected.json), Type.Array(ref('RejectedRecording'))),
  quarantine: from(({ quarantine }) => quarantine.map(held.json), Type.Array(ref('HeldRecording'))),
});

const ofFetching = {
  jobId: from(({ fetching }: { readonly fetching: Fetching | undefined }) => fetching?.jobId, nullable('integer')),
  itemId: from(
    ({ fetching }: { readonly fetching: Fetching | undefined }) => fetching?.itemId,
    nullable('integer', { description: 'null until the job has planned it.' }),
  ),
};

export const madeChoice = shape<{ readonly choice: RecordingChoice; readonly fetching: Fetching | undefined }>()('MadeChoice', {
  choice: from(({ choice: made }) => choice.json(made), ref('SongChoice')),
  ...ofFetching,
});

export const rejectedFile = shape<RefusedFile & { readonly fileId: number }>()('RejectedFile', {
  fileId: Type.Integer(),
  remembered: from(
    ({ isRemembered }) => isRemembered,
    Type.Boolean({ description: 'false: nothing is known of where it came from, so that a source may deliver it again.' }),
  ),
  ...ofFetching,
});

export const songStorySchemas = [
  candidate,
  candidates,
  songResolve,
  songDownload,
  choice,
  rejected,
  held,
  songItem,
  songStory,
  madeChoice,
  rejectedFile,
].map(({ schema }) => schema);
