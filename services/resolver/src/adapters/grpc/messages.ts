import { resolverV1 } from '@catalogsync/contracts';
import { enumWords } from '@catalogsync/rpc';
import type { ScanProgress, ScanSummary } from '../../core/library/model.js';
import { plainTrack } from '../../core/sources/described.js';
import type { FurtherDetails } from '../../core/sources/further-details.js';
import type { Recognition } from '../../core/sources/recognise-playlists.js';
import type { SourcePlaylist, TrackFile } from '../../core/sources/source.js';
import type { SourceSummary } from '../../core/sources/source-browser.js';
import type { SourceTrack } from '../../core/sources/source-track.js';
import { withBlanks } from '../../core/sources/unknown.js';

/** Maps core types to messages of catalogsync.resolver.v1. Nothing else knows both. */

const capabilities = enumWords(resolverV1.SourceCapability, 'SOURCE_CAPABILITY_');

export function toSource(source: SourceSummary): resolverV1.Source {
  const leftOut = Object.entries(source.leftOut).map(([what, reason]) => ({ what, reason }));
  return { ...source, capabilities: source.capabilities.map(capabilities.numberOf), leftOut, aliases: [...source.aliases] };
}

export function toScanProgress(progress: ScanProgress): resolverV1.ScanLibraryResponse {
  return { progress: { ...progress, filesTotal: progress.filesTotal ?? 0 } };
}

export function toSummary({ problems, duplicates, ...figures }: ScanSummary): resolverV1.ScanLibraryResponse {
  return { summary: { ...figures, problems: [...problems], duplicates: [...duplicates] } };
}

export function toPlaylist(playlist: SourcePlaylist): resolverV1.Playlist {
  const { description = '', coverUrl = '', playCount = 0, pools, ...rest } = playlist;
  return { ...rest, description, coverUrl, playCount, pools: pools.map((pool) => ({ ...pool, url: pool.url ?? '' })) };
}

export function toTrack(track: SourceTrack): resolverV1.Track {
  const metadataJson = track.more === undefined ? '' : JSON.stringify(track.more);
  return { ...plainTrack(track), ...toFurtherFields(track), otherNames: [...(track.otherNames ?? [])], metadataJson };
}

function toFurtherFields(track: FurtherDetails) {
  return {
    composer: track.composer ?? '',
    genres: [...(track.genres ?? [])],
    bpm: track.bpm ?? 0,
    explicit: track.explicit,
    releaseDate: track.releaseDate ?? '',
    albumKind: track.albumKind ?? '',
    musicbrainzRecordingId: track.musicBrainzRecordingId ?? '',
    musicbrainzReleaseId: track.musicBrainzReleaseId ?? '',
    musicbrainzArtistIds: [...(track.musicBrainzArtistIds ?? [])],
    replayGain: track.replayGain,
    remoteAlbumId: track.remoteAlbumId ?? '',
    addedAtMs: track.addedAt ?? 0,
    lyricsVersion: track.lyricsVersion ?? '',
  };
}

export function toTrackFile(file: TrackFile): resolverV1.TrackFile {
  return withBlanks(file, { bitrate: 0, sampleRate: 0, bitDepth: 0, durationMs: 0 });
}

export function toRecognisedLine(line: Recognition): resolverV1.RecognisedLine {
  if ('reason' in line) return { platform: '', remoteId: '', url: '', reason: line.reason, isSong: false };
  const { platform } = line;
  if ('shortLink' in line) return { platform, remoteId: '', url: line.shortLink, reason: '', isSong: false };
  if ('songId' in line) return { platform, remoteId: line.songId, url: line.url, reason: '', isSong: true };
  return { platform, remoteId: line.remoteId, url: line.url ?? '', reason: '', isSong: false };
}
