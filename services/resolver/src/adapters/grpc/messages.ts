import { resolverV1 } from '@catalogsync/contracts';
import type { ScanProgress, ScanSummary } from '../../core/library/model.js';
import type { Recognition } from '../../core/sources/recognise-playlists.js';
import type { Pool, SourceCapability, SourcePlaylist, TrackFile } from '../../core/sources/source.js';
import type { SourceSummary } from '../../core/sources/source-browser.js';
import type { SourceTrack } from '../../core/sources/source-track.js';

/** Core types as messages of catalogsync.resolver.v1; nothing else knows both. */

export function toSource(source: SourceSummary): resolverV1.Source {
  return { name: source.name, configured: source.configured, capabilities: source.capabilities.map(toCapability) };
}

function toCapability(capability: SourceCapability): resolverV1.SourceCapability {
  switch (capability) {
    case 'search':
      return resolverV1.SourceCapability.SOURCE_CAPABILITY_SEARCH;
    case 'fetch':
      return resolverV1.SourceCapability.SOURCE_CAPABILITY_FETCH;
    case 'playlists':
      return resolverV1.SourceCapability.SOURCE_CAPABILITY_PLAYLISTS;
    case 'charts':
      return resolverV1.SourceCapability.SOURCE_CAPABILITY_CHARTS;
    case 'local_files':
      return resolverV1.SourceCapability.SOURCE_CAPABILITY_LOCAL_FILES;
    case 'albums':
      return resolverV1.SourceCapability.SOURCE_CAPABILITY_ALBUMS;
  }
}

export function toProgress(progress: ScanProgress): resolverV1.ScanLibraryResponse {
  return { progress: { ...progress } };
}

export function toSummary(summary: ScanSummary): resolverV1.ScanLibraryResponse {
  return {
    summary: {
      ...summary,
      problems: summary.problems.map((problem) => ({ ...problem })),
      duplicates: summary.duplicates.map((duplicate) => ({ ...duplicate })),
    },
  };
}

export function toPlaylist(playlist: SourcePlaylist): resolverV1.Playlist {
  return { ...playlist, pools: playlist.pools.map(toPool) };
}

function toPool(pool: Pool): resolverV1.Pool {
  return { ...pool };
}

export function toTrack(track: SourceTrack): resolverV1.Track {
  return { ...track, artists: track.artists.map((artist) => ({ ...artist })) };
}

export function toTrackFile(file: TrackFile): resolverV1.TrackFile {
  return { ...file };
}

export function toRecognisedLine(line: Recognition): resolverV1.RecognisedLine {
  if ('reason' in line) return { platform: '', remoteId: '', url: '', reason: line.reason };
  return { ...line, url: line.url ?? '', reason: '' };
}
