import { resolverV1 } from '@catalogsync/contracts';
import type { ScanProgress, ScanSummary } from '../../core/library/model.js';
import { plainTrack } from '../../core/sources/described.js';
import type { Recognition } from '../../core/sources/recognise-playlists.js';
import type { Pool, SourceCapability, SourcePlaylist, TrackFile } from '../../core/sources/source.js';
import type { SourceSummary } from '../../core/sources/source-browser.js';
import type { SourceTrack } from '../../core/sources/source-track.js';
import { withBlanks } from '../../core/sources/unknown.js';

/** Maps core types to messages of catalogsync.resolver.v1. Nothing else knows both. */

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
  return { progress: { ...progress, filesTotal: progress.filesTotal ?? 0 } };
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
  const { description = '', coverUrl = '', playCount = 0, pools, ...rest } = playlist;
  return { ...rest, description, coverUrl, playCount, pools: pools.map(toPool) };
}

function toPool(pool: Pool): resolverV1.Pool {
  return { ...pool, url: pool.url ?? '' };
}

export function toTrack(track: SourceTrack): resolverV1.Track {
  return plainTrack(track);
}

export function toTrackFile(file: TrackFile): resolverV1.TrackFile {
  return withBlanks(file, { bitrate: 0, sampleRate: 0, bitDepth: 0, durationMs: 0 });
}

export function toRecognisedLine(line: Recognition): resolverV1.RecognisedLine {
  if ('reason' in line) return { platform: '', remoteId: '', url: '', reason: line.reason };
  return { ...line, url: line.url ?? '', reason: '' };
}
