import { resolverV1 } from '@catalogsync/contracts';
import { Fault } from '@catalogsync/faults';
import type { RecognisedLine } from '../../core/playlist-file/playlist-recogniser.js';
import type { ListedPlaylist, ScanProgress, ScanSummary, Source, Track, TrackFile } from '../../core/sources/source-catalog.js';

/** proto3 has no absent scalars: empty and 0 mean unknown (see the .proto). */
const textOf = (value: string): string | undefined => (value === '' ? undefined : value);
const numberOf = (value: number): number | undefined => (value === 0 ? undefined : value);

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
  };
}

export function toPlaylist(message: resolverV1.Playlist): ListedPlaylist {
  return {
    remoteId: idOf(message.remoteId, 'playlist'),
    name: message.name,
    description: textOf(message.description),
    coverUrl: textOf(message.coverUrl),
    playCount: message.playCount,
    version: message.version,
    pools: message.pools.map((pool) => ({ kind: pool.kind, externalId: pool.externalId, name: pool.name, url: textOf(pool.url) })),
  };
}

export function toTrack(message: resolverV1.Track): Track {
  return {
    remoteId: idOf(message.remoteId, 'track'),
    name: message.name,
    artists: message.artists.map((artist) => ({ remoteId: textOf(artist.remoteId), name: artist.name })),
    album: textOf(message.album),
    albumArtist: textOf(message.albumArtist),
    durationMs: numberOf(message.durationMs),
    isrc: textOf(message.isrc),
    trackNumber: numberOf(message.trackNumber),
    discNumber: numberOf(message.discNumber),
    year: numberOf(message.year),
    genre: textOf(message.genre),
    coverUrl: textOf(message.coverUrl),
    ext: textOf(message.ext),
    fileSizeBytes: numberOf(message.fileSizeBytes),
  };
}

export function toTrackFile(message: resolverV1.TrackFile): TrackFile {
  return {
    remoteTrackId: idOf(message.remoteTrackId, 'file'),
    backendName: message.backendName,
    basePath: message.rootPath,
    locator: message.locator,
    ext: message.ext,
    fileSizeBytes: message.fileSizeBytes,
    qualityLabel: message.qualityLabel,
    bitrate: numberOf(message.bitrate),
    sampleRate: numberOf(message.sampleRate),
    bitDepth: numberOf(message.bitDepth),
    durationMs: numberOf(message.durationMs),
  };
}

export function toRecognisedLine({ platform, remoteId, url, reason }: resolverV1.RecognisedLine): RecognisedLine {
  return reason === '' ? { platform, remoteId, url: textOf(url) } : { reason };
}

/** Undefined for a step that a newer resolver may have added. */
export function toScanStep(message: resolverV1.ScanLibraryResponse): ScanProgress | ScanSummary | undefined {
  if (message.progress !== undefined) {
    const { filesSeen, filesTotal, currentPath } = message.progress;
    return { kind: 'progress', done: filesSeen, total: filesTotal, current: currentPath };
  }
  if (message.summary === undefined) return undefined;
  const { files, added, changed, moved, removed, problemCount, problems, duplicateCount } = message.summary;
  return { kind: 'summary', files, added, changed, moved, removed, problemCount, problems, duplicateCount };
}
