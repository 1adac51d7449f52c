import { JsonShape } from '@catalogsync/outbound-http';
import { type Static, Type } from 'typebox';

const Text = Type.Optional(Type.String());
const Aliases = Type.Optional(Type.Array(Type.Object({ name: Type.String(), type: Text })));

const Credits = Type.Array(
  Type.Object({
    name: Type.String(),
    artist: Type.Object({ id: Type.String(), name: Text, aliases: Aliases }),
  }),
);
export type Credits = Static<typeof Credits>;

const TrackTitle = Type.Object({ title: Text });

const ReleaseGroup = Type.Optional(
  Type.Object({ title: Text, 'primary-type': Text, 'secondary-types': Type.Optional(Type.Array(Type.String())) }),
);

const ReleaseHead = Type.Object({
  id: Type.String(),
  title: Type.String(),
  status: Text,
  date: Text,
  'release-group': ReleaseGroup,
  media: Type.Optional(Type.Array(Type.Object({ tracks: Type.Optional(Type.Array(TrackTitle)) }))),
});
export type ReleaseHead = Static<typeof ReleaseHead>;

const Relation = Type.Object({
  type: Text,
  attributes: Type.Optional(Type.Array(Type.String())),
  work: Type.Optional(Type.Object({ title: Type.String(), aliases: Aliases })),
});

const Recording = Type.Object({
  id: Type.String({ minLength: 1 }),
  title: Type.String(),
  length: Type.Optional(Type.Number()),
  'first-release-date': Text,
  // Always asked for.
  'artist-credit': Credits,
  isrcs: Type.Optional(Type.Array(Type.String())),
  aliases: Aliases,
  releases: Type.Optional(Type.Array(ReleaseHead)),
  relations: Type.Optional(Type.Array(Relation)),
});
export type Recording = Static<typeof Recording>;

export const recordingShape = new JsonShape(Recording);
export const recordingsShape = new JsonShape(Type.Object({ recordings: Type.Array(Recording) }));

const Track = Type.Object({
  title: Text,
  position: Type.Optional(Type.Number()),
  length: Type.Optional(Type.Number()),
  recording: Recording,
});
export type ReleaseTrack = Static<typeof Track>;

const Release = Type.Object({
  id: Type.String(),
  title: Type.String(),
  date: Text,
  'release-group': ReleaseGroup,
  'artist-credit': Type.Optional(Credits),
  'cover-art-archive': Type.Optional(Type.Object({ front: Type.Optional(Type.Boolean()) })),
  media: Type.Array(
    Type.Object({
      position: Type.Optional(Type.Number()),
      'track-count': Type.Optional(Type.Number()),
      tracks: Type.Optional(Type.Array(Track)),
    }),
  ),
});
export type Release = Static<typeof Release>;

export const releaseShape = new JsonShape(Release);
