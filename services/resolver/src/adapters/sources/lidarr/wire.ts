import { JsonShape } from '@catalogsync/outbound-http';
import { type Static, Type } from 'typebox';

/** The parts of Lidarr's API (version 1) that are read. */
const Album = Type.Object({
  /** Absent or 0 for an album that is not in the library. */
  id: Type.Optional(Type.Number()),
  title: Type.String(),
  foreignAlbumId: Type.String(),
  releaseDate: Type.Optional(Type.String()),
  releases: Type.Optional(Type.Array(Type.Object({ trackCount: Type.Optional(Type.Number()), monitored: Type.Optional(Type.Boolean()) }))),
  artist: Type.Optional(Type.Object({ artistName: Type.Optional(Type.String()) })),
  statistics: Type.Optional(Type.Object({ trackFileCount: Type.Optional(Type.Number()), totalTrackCount: Type.Optional(Type.Number()) })),
});
export type Album = Static<typeof Album>;
export const albumShape = new JsonShape(Album);
export const albumsShape = new JsonShape(Type.Array(Album));

export const statusShape = new JsonShape(Type.Object({ version: Type.String(), appName: Type.Optional(Type.String()) }));

export const rootFoldersShape = new JsonShape(
  Type.Array(
    Type.Object({
      path: Type.String(),
      accessible: Type.Optional(Type.Boolean()),
      defaultQualityProfileId: Type.Optional(Type.Number()),
      defaultMetadataProfileId: Type.Optional(Type.Number()),
    }),
  ),
);
export type RootFolder = ReturnType<(typeof rootFoldersShape)['parse']>[number];

export const commandShape = new JsonShape(Type.Object({ id: Type.Number(), status: Type.String() }));

const QueueItem = Type.Object({
  id: Type.Number(),
  /** Absent if Lidarr could not assign the entry. */
  albumId: Type.Optional(Type.Number()),
  size: Type.Optional(Type.Number()),
  sizeleft: Type.Optional(Type.Number()),
  status: Type.Optional(Type.String()),
  trackedDownloadStatus: Type.Optional(Type.String()),
  trackedDownloadState: Type.Optional(Type.String()),
  statusMessages: Type.Optional(Type.Array(Type.Object({ messages: Type.Optional(Type.Array(Type.String())) }))),
});
export type QueueItem = Static<typeof QueueItem>;
export const queueShape = new JsonShape(Type.Array(QueueItem));

export const tracksShape = new JsonShape(
  Type.Array(
    Type.Object({
      title: Type.String(),
      trackFileId: Type.Optional(Type.Number()),
      absoluteTrackNumber: Type.Optional(Type.Number()),
      mediumNumber: Type.Optional(Type.Number()),
      duration: Type.Optional(Type.Number()),
    }),
  ),
);
export type AlbumTrack = ReturnType<(typeof tracksShape)['parse']>[number];

export const trackFilesShape = new JsonShape(
  Type.Array(Type.Object({ id: Type.Number(), path: Type.String(), size: Type.Optional(Type.Number()) })),
);
export type TrackFile = ReturnType<(typeof trackFilesShape)['parse']>[number];
