import { JsonShape } from '@catalogsync/outbound-http';
import { type Static, Type } from 'typebox';

const Text = Type.Optional(Type.String());

/** The names of the two extensions of JSPF. */
export const playlistExtension = 'https://musicbrainz.org/doc/jspf#playlist';
export const trackExtension = 'https://musicbrainz.org/doc/jspf#track';

const TrackExtension = Type.Object({
  added_by: Text,
  added_at: Text,
  release_identifier: Text,
  additional_metadata: Type.Optional(
    Type.Object({
      caa_id: Type.Optional(Type.Number()),
      caa_release_mbid: Text,
      artists: Type.Optional(Type.Array(Type.Object({ artist_credit_name: Type.String(), artist_mbid: Text }))),
    }),
  ),
});

const Track = Type.Object({
  // A list today, a text in older answers.
  identifier: Type.Union([Type.String(), Type.Array(Type.String(), { minItems: 1 })]),
  title: Text,
  creator: Text,
  album: Text,
  duration: Type.Optional(Type.Number()),
  extension: Type.Optional(Type.Object({ [trackExtension]: Type.Optional(TrackExtension) })),
});
export type JspfTrack = Static<typeof Track>;

const Playlist = Type.Object({
  identifier: Type.String(),
  title: Type.String(),
  annotation: Text,
  date: Text,
  extension: Type.Object({
    [playlistExtension]: Type.Object({
      last_modified_at: Text,
      additional_metadata: Type.Optional(Type.Object({ algorithm_metadata: Type.Optional(Type.Object({ source_patch: Text })) })),
    }),
  }),
  track: Type.Array(Track),
});
export type JspfPlaylist = Static<typeof Playlist>;

export const playlistShape = new JsonShape(Type.Object({ playlist: Playlist }));

export const playlistsShape = new JsonShape(
  Type.Object({ playlists: Type.Array(Type.Object({ playlist: Playlist })), playlist_count: Type.Optional(Type.Number()) }),
);

const ChartEntry = Type.Object({
  recording_mbid: Text,
  track_name: Type.String(),
  artist_name: Type.String(),
  artist_mbids: Type.Optional(Type.Array(Type.String())),
  artists: Type.Optional(Type.Array(Type.Object({ artist_credit_name: Type.String(), artist_mbid: Text }))),
  release_name: Text,
  caa_id: Type.Optional(Type.Number()),
  caa_release_mbid: Text,
});
export type ChartEntry = Static<typeof ChartEntry>;

export const chartShape = new JsonShape(
  Type.Object({
    payload: Type.Object({
      recordings: Type.Array(ChartEntry),
      total_recording_count: Type.Optional(Type.Number()),
      last_updated: Type.Optional(Type.Number()),
    }),
  }),
);

const Recording = Type.Object({
  recording: Type.Optional(Type.Object({ name: Text, length: Type.Optional(Type.Number()) })),
  artist: Type.Object({
    name: Text,
    artists: Type.Array(Type.Object({ name: Type.String(), artist_mbid: Text })),
  }),
  release: Type.Optional(
    Type.Object({
      name: Text,
      album_artist_name: Text,
      year: Type.Optional(Type.Number()),
      caa_id: Type.Optional(Type.Number()),
      caa_release_mbid: Text,
    }),
  ),
});
export type RecordingMetadata = Static<typeof Recording>;

/** By MBID; unknown ones are absent. */
export const recordingsShape = new JsonShape(Type.Record(Type.String(), Recording));

const Lookup = Type.Object({ recording_mbid: Text, recording_name: Text, artist_credit_name: Text, release_name: Text });
export type LookedUp = Static<typeof Lookup>;

/** One match, or `{}`. */
export const lookupShape = new JsonShape(Lookup);

export const tokenShape = new JsonShape(Type.Object({ valid: Type.Boolean(), user_name: Text }));
