import { parseMetadata, type TrackMetadata, trackMetadataOf } from '@catalogsync/snapshot-format';

/** What documents of tracks tell, besides what has columns. */
export interface RecordingFacts {
  /** As much of YYYY-MM-DD as is known. */
  readonly releaseDate?: string;
  readonly composer?: string;
  readonly isrc?: string;
  readonly musicBrainzId?: string;
  readonly replayGain?: ReplayGain;
  readonly bpm?: number;
  readonly explicit?: boolean;
}

/** In dB and linear. */
export interface ReplayGain {
  readonly trackGain: number | null;
  readonly trackPeak: number | null;
  readonly albumGain: number | null;
  readonly albumPeak: number | null;
}

/** What a song's metadata says. */
export interface SongFacts extends TrackMetadata {
  readonly discNumber?: number;
  readonly trackNumber?: number;
  readonly year?: number;
  readonly playCount?: number;
  readonly otherTitles?: readonly string[];
  readonly recording: RecordingFacts;
}

const text = (value: unknown): string | undefined => (typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined);

function number(value: unknown): number | undefined {
  const found = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof found === 'number' && Number.isFinite(found) ? found : undefined;
}

function whole(value: unknown, least: number): number | undefined {
  const found = number(value);
  return found !== undefined && found >= least && found <= Number.MAX_SAFE_INTEGER ? Math.round(found) : undefined;
}

function flag(value: unknown): boolean | undefined {
  if (value === true || value === 1) return true;
  return value === false || value === 0 ? false : undefined;
}

function gain(value: unknown): ReplayGain | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { trackGain, trackPeak, albumGain, albumPeak } = value as Record<string, unknown>;
  const found = [trackGain, trackPeak, albumGain, albumPeak].map(number);
  if (found.every((one) => one === undefined)) return undefined;
  const [a, b, c, d] = found;
  return { trackGain: a ?? null, trackPeak: b ?? null, albumGain: c ?? null, albumPeak: d ?? null };
}

function titles(value: unknown): string[] | undefined {
  const found = (Array.isArray(value) ? value : []).map(text).filter((one) => one !== undefined);
  return found.length === 0 ? undefined : [...new Set(found)];
}

const dateForm = /^\d{4}(-\d{2}(-\d{2})?)?/;

/** A year is one of four digits; "2004-08-03" has one too. */
const year = (value: unknown): number | undefined => whole(typeof value === 'string' ? value.trim().slice(0, 4) : value, 1);

const dateOf = (value: unknown): string | undefined => (value === undefined ? undefined : dateForm.exec(text(value) ?? '')?.[0]);

const nothing: RecordingFacts = {};

/** Most songs of platforms have none of them. */
function recordingFacts(metadata: Readonly<Record<string, unknown>>): RecordingFacts {
  const { release_date, composer, isrc, musicbrainz_recording_id, replay_gain, bpm, explicit } = metadata;
  if ((release_date ?? composer ?? isrc ?? musicbrainz_recording_id ?? replay_gain ?? bpm ?? explicit) === undefined) return nothing;
  return {
    releaseDate: dateOf(release_date),
    composer: text(composer),
    isrc: text(isrc),
    musicBrainzId: text(musicbrainz_recording_id),
    replayGain: gain(replay_gain),
    bpm: number(bpm),
    explicit: flag(explicit),
  };
}

/** Reads a song's metadata; what is unreadable counts as unknown. */
export function readSongFacts(text: string | null): SongFacts {
  const metadata = parseMetadata(text);
  const { album, durationMs } = trackMetadataOf(metadata);
  if (metadata === undefined) return { album, durationMs, recording: nothing };
  return {
    album,
    durationMs,
    discNumber: whole(metadata.disc_number, 1),
    trackNumber: whole(metadata.track_number, 1),
    year: year(metadata.year) ?? year(dateOf(metadata.release_date)),
    playCount: whole(metadata.play_count, 0),
    otherTitles: metadata.other_names === undefined ? undefined : titles(metadata.other_names),
    recording: recordingFacts(metadata),
  };
}
