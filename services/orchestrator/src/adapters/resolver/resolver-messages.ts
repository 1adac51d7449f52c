import { resolverLibraryV1, resolverV1 } from '@catalogsync/contracts';
import { Fault } from '@catalogsync/faults';
import { jsonObject } from '../../core/catalogue/song-details.js';
import type { RecognisedLine } from '../../core/playlist-file/playlist-recogniser.js';
import type {
  FurtherDetails,
  ListedPlaylist,
  ReplayGain,
  ScanProgress,
  ScanSummary,
  Source,
  Track,
  TrackFile,
  WatchedFolder,
} from '../../core/sources/source-catalog.js';

// proto3 has no absent scalars: empty and 0 mean unknown (see the .proto).

/** Records without an id cannot be told apart. Throws Fault `data_corrupt`. */
function idOf(id: string, what: string): string {
  if (id === '') throw new Fault('data_corrupt', `resolver: a ${what} has no id`);
  return id;
}

export function toSource(message: resolverV1.Source): Source {
  const { SourceCapability } = resolverV1;
  const can = (capability: resolverV1.SourceCapability): boolean => message.capabilities.includes(capability);
  return {
    name: message.name,
    configured: message.configured,
    lists: can(SourceCapability.SOURCE_CAPABILITY_PLAYLISTS) || can(SourceCapability.SOURCE_CAPABILITY_CHARTS),
    hasLocalFiles: can(SourceCapability.SOURCE_CAPABILITY_LOCAL_FILES),
    fetches: can(SourceCapability.SOURCE_CAPABILITY_FETCH) || can(SourceCapability.SOURCE_CAPABILITY_ALBUMS),
    searches: can(SourceCapability.SOURCE_CAPABILITY_SEARCH) || can(SourceCapability.SOURCE_CAPABILITY_ALBUMS),
    aliases: message.aliases,
  };
}

export function toPlaylist(message: resolverV1.Playlist): ListedPlaylist {
  return {
    ...message,
    remoteId: idOf(message.remoteId, 'playlist'),
    description: message.description || undefined,
    coverUrl: message.coverUrl || undefined,
    pools: message.pools.map((pool) => ({ ...pool, url: pool.url || undefined })),
  };
}

export function toTrack(message: resolverV1.Track): Track {
  return {
    remoteId: idOf(message.remoteId, 'track'),
    name: message.name,
    artists: message.artists.map((artist) => ({ remoteId: artist.remoteId || undefined, name: artist.name })),
    album: message.album || undefined,
    albumArtist: message.albumArtist || undefined,
    durationMs: message.durationMs || undefined,
    isrc: message.isrc || undefined,
    trackNumber: message.trackNumber || undefined,
    discNumber: message.discNumber || undefined,
    year: message.year || undefined,
    genre: message.genre || undefined,
    coverUrl: message.coverUrl || undefined,
    ext: message.ext || undefined,
    fileSizeBytes: message.fileSizeBytes || undefined,
    ...toFurtherDetails(message),
    ...(message.otherNames.length === 0 ? {} : { otherNames: message.otherNames }),
    ...(message.metadataJson === '' ? {} : { more: jsonObject(message.metadataJson) ?? {} }),
  };
}

function toFurtherDetails(message: resolverV1.Track): FurtherDetails {
  return knownOf<FurtherDetails>({
    composer: message.composer || undefined,
    genres: message.genres.length > 0 ? message.genres : undefined,
    bpm: message.bpm || undefined,
    explicit: message.explicit,
    releaseDate: message.releaseDate || undefined,
    albumKind: message.albumKind || undefined,
    musicBrainzRecordingId: message.musicbrainzRecordingId || undefined,
    musicBrainzReleaseId: message.musicbrainzReleaseId || undefined,
    musicBrainzArtistIds: message.musicbrainzArtistIds.length > 0 ? message.musicbrainzArtistIds : undefined,
    replayGain: message.replayGain && knownOf<ReplayGain>(message.replayGain),
    remoteAlbumId: message.remoteAlbumId || undefined,
    addedAt: message.addedAtMs || undefined,
    lyricsVersion: message.lyricsVersion || undefined,
  });
}

/** Only the fields that have a value. */
function knownOf<T extends object>(fields: { readonly [K in keyof T]: T[K] | undefined }): T {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as T;
}

/** Field by field: a spread would take several times as long, and a scan has a million of them. */
export function toTrackFile(message: resolverV1.TrackFile): TrackFile {
  return {
    remoteTrackId: idOf(message.remoteTrackId, 'file'),
    backendName: message.backendName,
    basePath: message.rootPath,
    locator: message.locator,
    ext: message.ext,
    fileSizeBytes: message.fileSizeBytes,
    qualityLabel: message.qualityLabel,
    bitrate: message.bitrate || undefined,
    sampleRate: message.sampleRate || undefined,
    bitDepth: message.bitDepth || undefined,
    durationMs: message.durationMs || undefined,
  };
}

export function toRecognisedLine({ platform, remoteId, url, reason, isSong }: resolverV1.RecognisedLine): RecognisedLine {
  if (reason !== '') return { reason };
  if (remoteId === '') return { shortLinkOf: platform };
  return isSong ? { platform, songId: remoteId } : { platform, remoteId, url: url || undefined };
}

/** Undefined for a step that a newer resolver may have added. */
export function toScanStep(message: resolverV1.ScanLibraryResponse): ScanProgress | ScanSummary | undefined {
  if (message.progress !== undefined) {
    const { filesSeen, filesTotal, currentPath } = message.progress;
    return { kind: 'progress', done: filesSeen, total: filesTotal, current: currentPath };
  }
  if (message.summary === undefined) return undefined;
  const { elapsedMs: _elapsed, duplicates: _duplicates, ...summary } = message.summary;
  return { kind: 'summary', ...summary };
}

export function toWatchedFolder({ path, mode, reason }: resolverLibraryV1.WatchedFolder): WatchedFolder {
  const { WATCH_MODE_EVENTS, WATCH_MODE_POLLING } = resolverLibraryV1.WatchMode;
  return { path, isWatched: mode === WATCH_MODE_EVENTS || mode === WATCH_MODE_POLLING, reason };
}
