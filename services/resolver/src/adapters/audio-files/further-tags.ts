import { createHash } from 'node:crypto';
import type { IAudioMetadata } from 'music-metadata';
import { cleanTag } from '../../core/library/legacy-text.js';
import { albumKindOf, type FurtherDetails, furtherDetails, type ReplayGain } from '../../core/sources/further-details.js';

/** What tags say beyond title, artists and place on the album. */
export function furtherTags(metadata: IAudioMetadata): FurtherDetails {
  const { common } = metadata;
  return furtherDetails({
    composer: (common.composer ?? []).flatMap((name) => cleanTag(name) ?? []).join(' / '),
    genres: (common.genre ?? []).flatMap((genre) => cleanTag(genre) ?? []),
    bpm: common.bpm,
    explicit: isExplicit(metadata),
    releaseDate: common.releasedate ?? common.date ?? common.originaldate,
    albumKind: albumKindOf(common.releasetype ?? []) ?? (common.compilation === true ? 'compilation' : undefined),
    musicBrainzRecordingId: common.musicbrainz_recordingid,
    musicBrainzReleaseId: common.musicbrainz_albumid,
    musicBrainzArtistIds: common.musicbrainz_artistid,
    replayGain: replayGainOf(metadata),
    lyricsVersion: lyricsVersion(common.lyrics ?? []),
  });
}

/** The text of a tag under any of these names, in whatever form of tags it is. */
function nativeTag({ native }: IAudioMetadata, names: RegExp): string | undefined {
  for (const tags of Object.values(native)) {
    for (const { id, value } of tags) if (names.test(id)) return String(Array.isArray(value) ? value[0] : value).trim();
  }
  return undefined;
}

/** iTunes: 0 for no advice, 1 and formerly 4 for explicit, 2 for a cleaned version. */
function isExplicit(metadata: IAudioMetadata): boolean | undefined {
  const advice = nativeTag(metadata, /^(?:rtng|(?:TXXX:|----:com\.apple\.iTunes:)?ITUNESADVISORY)$/i) ?? '';
  if (advice === '1' || advice === '4') return true;
  return advice === '0' || advice === '2' ? false : undefined;
}

function replayGainOf(metadata: IAudioMetadata): ReplayGain {
  const { common } = metadata;
  return {
    trackGain: common.replaygain_track_gain?.dB ?? fromR128(nativeTag(metadata, /^R128_TRACK_GAIN$/i)),
    trackPeak: common.replaygain_track_peak?.ratio,
    albumGain: common.replaygain_album_gain?.dB ?? fromR128(nativeTag(metadata, /^R128_ALBUM_GAIN$/i)),
    albumPeak: common.replaygain_album_peak?.ratio,
  };
}

/** RFC 7845, 5.2.1: 256ths of a dB towards -23 LUFS, 5 dB below the level of ReplayGain. */
function fromR128(text: string | undefined): number | undefined {
  return text !== undefined && /^[+-]?\d{1,6}$/.test(text) ? Number(text) / 256 + 5 : undefined;
}

function lyricsVersion(lyrics: NonNullable<IAudioMetadata['common']['lyrics']>): string | undefined {
  const hasText = lyrics.some(({ text = '', syncText }) => text.trim() !== '' || syncText.length > 0);
  return hasText ? createHash('sha256').update(JSON.stringify(lyrics)).digest('hex').slice(0, 16) : undefined;
}
