import type { resolverResolveV1 as wire } from '@catalogsync/contracts';
import { SINGER_SEPARATOR } from '../../core/catalogue/song-artists.js';
import type { SongToDownload } from '../../core/catalogue/song-details.js';
import type { Recording, RecordingChoice } from '../../core/songs/song-story.js';

/** Songs, candidates and choices as messages of the resolver, and in core form. Nothing else knows both. */

export function songMessage({
  platform,
  remoteId,
  name: title,
  singers,
  album = '',
  durationMs = 0,
  isrc = '',
}: Omit<SongToDownload, 'id' | 'tags'>): wire.Song {
  return { platform, remoteId, title, artists: singers?.split(SINGER_SEPARATOR) ?? [], album, durationMs, isrc };
}

/** proto3 has no absent scalars: empty and 0 mean unknown. */
export function toRecording(source: string, candidate: wire.Candidate): Recording {
  const { track, qualityLabel: quality, match, ext, fileSizeBytes, bitrate, sampleRate, bitDepth, durationMs } = candidate;
  return {
    source,
    remoteId: track?.remoteId ?? '',
    title: track?.name ?? '',
    artists: track?.artists.map(({ name }) => name) ?? [],
    album: track?.album || undefined,
    durationMs: durationMs || undefined,
    ext: ext || undefined,
    fileSizeBytes: fileSizeBytes || undefined,
    bitrate: bitrate || undefined,
    sampleRate: sampleRate || undefined,
    bitDepth: bitDepth || undefined,
    quality,
    match,
  };
}

export function toChoice({ source, sourceRemoteId: remoteId, note, createdAt }: wire.ManualMatch): RecordingChoice {
  return { source, remoteId, note, createdAt };
}
