import { packDocument, parseMetadata, trackMetadataOf } from '@catalogsync/snapshot-format';
import type { Database } from 'better-sqlite3';

type Metadata = Readonly<Record<string, unknown>>;

/**
 * A value that a song's metadata may have. SQLite itself reads it where it is of the type that it nearly always is: ten values
 * in the time of one call of a JavaScript function.
 */
interface Fact {
  readonly member: string;
  /** SQL by the JSON type of the member, for its value `x`. */
  readonly plain: Readonly<Record<string, string>>;
  /** JSON types that are left to `read`. */
  readonly others: readonly string[];
  readonly read: (metadata: Metadata) => string | number | null;
}

const text = (value: unknown): string | undefined => (typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined);

function number(value: unknown): number | undefined {
  const found = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof found === 'number' && Number.isFinite(found) ? found : undefined;
}

function whole(value: unknown, least: number): number | null {
  const found = number(value);
  return found !== undefined && found >= least && found <= Number.MAX_SAFE_INTEGER ? Math.round(found) : null;
}

function flag(value: unknown): 0 | 1 | null {
  if (value === true || value === 1) return 1;
  return value === false || value === 0 ? 0 : null;
}

/** As a part of a document. */
function gain(value: unknown): string | null {
  if (typeof value !== 'object' || value === null) return null;
  const { trackGain, trackPeak, albumGain, albumPeak } = value as Record<string, unknown>;
  const [a, b, c, d] = [trackGain, trackPeak, albumGain, albumPeak].map(number);
  if ((a ?? b ?? c ?? d) === undefined) return null;
  return packDocument(JSON.stringify({ trackGain: a ?? null, trackPeak: b ?? null, albumGain: c ?? null, albumPeak: d ?? null }));
}

function titles(value: unknown): string | null {
  const found = (Array.isArray(value) ? value : []).map(text).filter((one) => one !== undefined);
  return found.length === 0 ? null : JSON.stringify([...new Set(found)]);
}

const dateForm = /^\d{4}(-\d{2}(-\d{2})?)?/;
const date = (value: unknown): string | null => dateForm.exec(text(value) ?? '')?.[0] ?? null;

/** A year is one of four digits; "2004-08-03" has one too. */
const year = (value: unknown): number | null => whole(typeof value === 'string' ? value.trim().slice(0, 4) : value, 1);

/** What `String.prototype.trim` takes away. */
const whitespace = `char(${[9, 10, 11, 12, 13, 32, 160, 5760, ...Array.from({ length: 11 }, (_, i) => 8192 + i), 8232, 8233, 8239, 8287, 12288, 65279].join()})`;

const textFact = (member: string): Fact => ({
  member,
  plain: { text: `nullif(trim(x, ${whitespace}), '')` },
  others: [],
  read: (metadata) => text(metadata[member]) ?? null,
});

const wholeFact = (member: string, least: number): Fact => ({
  member,
  plain: { integer: `CASE WHEN x BETWEEN ${least} AND ${Number.MAX_SAFE_INTEGER} THEN x END` },
  others: ['real', 'text'],
  read: (metadata) => whole(metadata[member], least),
});

const facts = {
  duration_ms: { ...wholeFact('duration_ms', 1), read: (metadata) => trackMetadataOf(metadata).durationMs },
  album: {
    member: 'album',
    plain: { text: `CASE WHEN trim(x, ${whitespace}) <> '' THEN x END` },
    others: ['object'],
    read: (metadata) => trackMetadataOf(metadata).album,
  },
  disc_number: wholeFact('disc_number', 1),
  track_number: wholeFact('track_number', 1),
  year: { ...wholeFact('year', 1), read: (metadata) => year(metadata.year) },
  year_of_date: { member: 'release_date', plain: {}, others: ['text'], read: (metadata) => year(date(metadata.release_date)) },
  release_date: { member: 'release_date', plain: {}, others: ['text'], read: (metadata) => date(metadata.release_date) },
  composer: textFact('composer'),
  isrc: textFact('isrc'),
  musicbrainz_id: textFact('musicbrainz_recording_id'),
  replay_gain: { member: 'replay_gain', plain: {}, others: ['object'], read: (metadata) => gain(metadata.replay_gain) },
  bpm: { member: 'bpm', plain: { integer: 'x', real: 'x' }, others: ['text'], read: (metadata) => number(metadata.bpm) ?? null },
  explicit: {
    member: 'explicit',
    plain: { true: '1', false: '0', integer: 'CASE WHEN x IN (0, 1) THEN x END' },
    others: ['real'],
    read: (metadata) => flag(metadata.explicit),
  },
  play_count: wholeFact('play_count', 0),
  other_titles: { member: 'other_names', plain: {}, others: ['array'], read: (metadata) => titles(metadata.other_names) },
} satisfies Record<string, Fact>;

type FactName = keyof typeof facts;

/** SQL for the metadata in a column, if it is JSON: damaged metadata must not hide the song. */
export const soundMetadata = (column: string): string =>
  `CASE WHEN typeof(${column}) = 'text' AND json_valid(${column}) THEN ${column} END`;

/** SQL for a fact; NULL if it is unknown. `metadata` is a column of sound metadata. */
export function fact(name: FactName, metadata: string): string {
  const { member, plain, others }: Fact = facts[name];
  const value = `json_extract(${metadata}, '$.${member}')`;
  const cases = [
    ...Object.entries(plain).map(([type, sql]) => `WHEN '${type}' THEN ${sql.replace(/\bx\b/g, value)}`),
    ...others.map((type) => `WHEN '${type}' THEN song_fact(${metadata}, '${name}')`),
  ];
  return `CASE json_type(${metadata}, '$.${member}') ${cases.join(' ')} END`;
}

/** What documents of tracks tell of a recording, besides what has columns. */
export const recordingFacts = ['release_date', 'composer', 'isrc', 'musicbrainz_id', 'replay_gain', 'bpm', 'explicit'] as const;

/** Registers `song_fact(metadata, name)`. It remembers the last text, because one row asks for several of its values. */
export function registerFacts(db: Database): void {
  let last: string | undefined;
  let known: Metadata = {};
  db.function('song_fact', { deterministic: true }, (metadata, name) => {
    if (metadata !== last) [last, known] = [String(metadata), parseMetadata(String(metadata)) ?? {}];
    return facts[name as FactName].read(known);
  });
}
