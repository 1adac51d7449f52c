import { JsonShape } from '@catalogsync/outbound-http';
import { type Static, type TSchema, Type } from 'typebox';
import type { ServerAlbum, ServerArtist, ServerTrack } from '../../../core/servers/values.js';

/** Keys come as texts or as numbers, by release and call. */
const key = Type.Union([Type.String({ minLength: 1 }), Type.Integer()]);
/** Newer releases send true and false, older ones 1 and 0, also as texts. */
const flag = Type.Union([Type.Boolean(), Type.Integer(), Type.String()]);
const text = Type.Optional(Type.String());
const count = Type.Optional(Type.Integer());
const tags = Type.Optional(Type.Array(Type.Object({ tag: Type.String() })));

const head = { size: count, totalSize: count, offset: count };
/** Lists without entries are left out. */
const listed = <S extends TSchema>(item: S) =>
  new JsonShape(
    Type.Object({
      MediaContainer: Type.Object({ ...head, librarySectionID: Type.Optional(key), Metadata: Type.Optional(Type.Array(item)) }),
    }),
  );

export const identityShape = new JsonShape(
  Type.Object({ MediaContainer: Type.Object({ machineIdentifier: Type.String({ minLength: 1 }), version: text }) }),
);
export const serverShape = new JsonShape(Type.Object({ MediaContainer: Type.Object({ friendlyName: text }) }));

const section = Type.Object({
  key,
  type: Type.String(),
  title: Type.String(),
  refreshing: Type.Optional(flag),
  scannedAt: count,
  Location: Type.Optional(Type.Array(Type.Object({ path: text }))),
});
export type PlexSection = Static<typeof section>;
export const sectionsShape = new JsonShape(
  Type.Object({ MediaContainer: Type.Object({ size: count, Directory: Type.Optional(Type.Array(section)) }) }),
);

const activity = Type.Object({
  type: text,
  Context: Type.Optional(Type.Object({ librarySectionID: Type.Optional(key) })),
});
export const activitiesShape = new JsonShape(
  Type.Object({ MediaContainer: Type.Object({ size: count, Activity: Type.Optional(Type.Array(activity)) }) }),
);

const artist = Type.Object({
  ratingKey: key,
  title: Type.String(),
  titleSort: text,
  childCount: count,
  Genre: tags,
  Guid: Type.Optional(Type.Array(Type.Object({ id: Type.String() }))),
});
const album = Type.Object({ ratingKey: key, title: Type.String(), parentTitle: text, year: count, addedAt: count });
const track = Type.Object({
  ratingKey: key,
  title: Type.String(),
  grandparentTitle: text,
  originalTitle: text,
  parentTitle: text,
  duration: Type.Optional(Type.Number()),
  librarySectionID: Type.Optional(key),
  reason: text,
  viewCount: count,
  lastViewedAt: count,
  playlistItemID: Type.Optional(key),
  Media: Type.Optional(Type.Array(Type.Object({ Part: Type.Optional(Type.Array(Type.Object({ file: text }))) }))),
});
export type PlexTrack = Static<typeof track>;

export const artistsShape = listed(artist);
export const albumsShape = listed(album);
export const albumKeysShape = listed(Type.Object({ ratingKey: key }));
export const tracksShape = listed(track);
export const itemsShape = listed(Type.Object({ ratingKey: key, librarySectionID: Type.Optional(key), Genre: tags, summary: text }));

export const hubsShape = new JsonShape(
  Type.Object({
    MediaContainer: Type.Object({
      size: count,
      Hub: Type.Optional(Type.Array(Type.Object({ type: text, size: count, Metadata: Type.Optional(Type.Array(Type.Unknown())) }))),
    }),
  }),
);
/** Of the hub of tracks; other hubs hold what is not read. */
export const hubTracksShape = new JsonShape(Type.Array(track));

const playlist = Type.Object({
  ratingKey: key,
  title: Type.String(),
  summary: text,
  type: text,
  playlistType: text,
  leafCount: count,
  smart: Type.Optional(flag),
  readOnly: Type.Optional(flag),
});
export type PlexPlaylist = Static<typeof playlist>;
export const playlistsShape = listed(playlist);

/** What was deleted since keeps its name, but has no key. */
const play = Type.Object({
  historyKey: text,
  ratingKey: Type.Optional(key),
  librarySectionID: Type.Optional(key),
  type: text,
  title: text,
  grandparentTitle: text,
  originalTitle: text,
  parentTitle: text,
  viewedAt: count,
  accountID: Type.Optional(key),
});
export type PlexPlay = Static<typeof play>;
export const playsShape = listed(play);

export function isSet(value: boolean | number | string | undefined): boolean {
  return value === true || value === 1 || value === '1' || value === 'true';
}

/** Seconds as milliseconds; 0 is unknown. */
export function milliseconds(seconds: number | undefined): number | undefined {
  return seconds === undefined || seconds <= 0 ? undefined : seconds * 1000;
}

/** Empty texts and zeros are unknown. */
const known = <T extends string | number>(value: T | undefined): T | undefined => (value === '' || value === 0 ? undefined : value);

export function toArtist(row: Static<typeof artist>): ServerArtist {
  const musicBrainzId = row.Guid?.find(({ id }) => id.startsWith('mbid://'))?.id.slice('mbid://'.length);
  return {
    id: String(row.ratingKey),
    name: row.title,
    sortName: known(row.titleSort),
    albumCount: known(row.childCount),
    genres: row.Genre?.map(({ tag }) => tag),
    musicBrainzId: known(musicBrainzId),
  };
}

export function toAlbum(row: Static<typeof album>): ServerAlbum {
  return {
    id: String(row.ratingKey),
    name: row.title,
    artist: row.parentTitle ?? '',
    year: known(row.year),
    addedAt: milliseconds(row.addedAt),
  };
}

/** The artist of a track is told only where it differs from the album's. */
export function creditOf(row: Pick<PlexTrack, 'originalTitle' | 'grandparentTitle'>): readonly string[] {
  const credit = known(row.originalTitle) ?? known(row.grandparentTitle);
  return credit === undefined ? [] : [credit];
}

export function toTrack(row: PlexTrack): ServerTrack {
  return {
    id: String(row.ratingKey),
    title: row.title,
    artists: creditOf(row),
    album: known(row.parentTitle),
    durationMs: known(row.duration),
    path: known(row.Media?.[0]?.Part?.[0]?.file),
  };
}
