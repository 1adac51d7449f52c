import { readTrackMetadata } from '@catalogsync/snapshot-format';
import type { Database } from 'better-sqlite3';
import type { TrackMapping } from './alias-rows.js';
import type { SourceSchema } from './source-schema.js';

/** What a song's metadata says beyond album and duration, in the order of the list that carries it into SQL. */
export const furtherFacts = [
  'disc_number',
  'track_number',
  'year',
  'release_date',
  'composer',
  'isrc',
  'musicbrainz_id',
  'replay_gain',
  'bpm',
  'explicit',
  'play_count',
  'other_titles',
] as const;

export type FurtherFact = (typeof furtherFacts)[number];

/** Most songs of platforms have none of them; parsing is for those that do. */
const anyFact =
  /"(?:disc_number|track_number|year|release_date|composer|isrc|musicbrainz_recording_id|replay_gain|bpm|explicit|play_count|other_names)"/;

const text = (value: unknown): string | undefined => (typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined);

function number(value: unknown): number | undefined {
  const found = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof found === 'number' && Number.isFinite(found) ? found : undefined;
}

function whole(value: unknown, least: number): number | undefined {
  const found = number(value);
  return found !== undefined && found >= least && found <= Number.MAX_SAFE_INTEGER ? Math.round(found) : undefined;
}

function flag(value: unknown): 0 | 1 | undefined {
  if (value === true || value === 1) return 1;
  return value === false || value === 0 ? 0 : undefined;
}

function gain(value: unknown): Record<string, number | null> | undefined {
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

function factsOf(metadata: Record<string, unknown>): Readonly<Record<FurtherFact, unknown>> {
  const date = dateForm.exec(text(metadata['release_date']) ?? '')?.[0];
  return {
    disc_number: whole(metadata['disc_number'], 1),
    track_number: whole(metadata['track_number'], 1),
    year: year(metadata['year']) ?? year(date),
    release_date: date,
    composer: text(metadata['composer']),
    isrc: text(metadata['isrc']),
    musicbrainz_id: text(metadata['musicbrainz_recording_id']),
    replay_gain: gain(metadata['replay_gain']),
    bpm: number(metadata['bpm']),
    explicit: flag(metadata['explicit']),
    play_count: whole(metadata['play_count'], 0),
    other_titles: titles(metadata['other_names']),
  };
}

/** A JSON list in the order of `furtherFacts`; null if there is nothing to say. @internal for tests */
export function furtherFactsOf(metadata: string): string | null {
  if (!anyFact.test(metadata)) return null;
  try {
    const parsed: unknown = JSON.parse(metadata);
    if (typeof parsed !== 'object' || parsed === null) return null;
    const facts = factsOf(parsed as Record<string, unknown>);
    return JSON.stringify(furtherFacts.map((name) => facts[name] ?? null));
  } catch {
    // Damaged metadata must not hide the song.
    return null;
  }
}

/** Remembers the last text, because one row asks for several of its values. */
function registerFunctions(db: Database): void {
  let last: string | null = null;
  let known = readTrackMetadata(null);
  const read = (metadata: unknown) => {
    const given = typeof metadata === 'string' ? metadata : null;
    if (given !== last) [last, known] = [given, readTrackMetadata(given)];
    return known;
  };
  db.function('song_album', { deterministic: true }, (metadata) => read(metadata).album);
  db.function('song_duration', { deterministic: true }, (metadata) => read(metadata).durationMs);
  db.function('song_facts', { deterministic: true }, (metadata) => (typeof metadata === 'string' ? furtherFactsOf(metadata) : null));
}

/**
 * Reads the metadata of every track once, into a temporary table that outlives the source: the details of tracks and
 * their documents are made from it. Songs of other platforms are in it under their own ids.
 */
export function songFactRows(db: Database, source: SourceSchema, { hasAliases }: TrackMapping): string[] {
  registerFunctions(db);
  const facts = (metadata: string): string => `song_duration(${metadata}), song_album(${metadata}), song_facts(${metadata})`;
  const ofAliases = `INSERT INTO temp.song_facts SELECT s.id, ${facts(source.column('s', 'songs', 'metadata_json'))}
    FROM catalog_track_aliases x CROSS JOIN src.songs s ON s.id = x.song_id ORDER BY s.id`;
  return [
    'CREATE TEMP TABLE song_facts(song_id INTEGER PRIMARY KEY, duration_ms INTEGER, album TEXT, further TEXT)',
    `INSERT INTO temp.song_facts SELECT t.song_id, ${facts('t.metadata_json')} FROM catalog_tracks t ORDER BY t.song_id`,
    ...(hasAliases ? [ofAliases] : []),
  ];
}
