import type { AlbumKind } from './album-kinds.js';
import { foldedName, isVarious } from './album-name.js';
import type { SongRelease } from './song-release.js';

/** A song of an album: what it says about it, and whom it is credited to. */
export interface AlbumMember {
  readonly name: string;
  readonly durationMs: number | undefined;
  readonly release: SongRelease;
  /** In the order of the credits. */
  readonly artists: readonly MemberArtist[];
}

interface MemberArtist {
  readonly id: number;
  readonly name: string;
}

/** What is derived from the songs of an album. */
export interface AlbumFacts {
  readonly name: string;
  readonly year: number | undefined;
  readonly releaseDate: string | undefined;
  readonly kind: AlbumKind;
  readonly musicBrainzId: string | undefined;
  readonly artistIds: readonly number[];
}

/** What most of the songs say; of equals, what the first of them says. Without songs there is no album. */
export function albumFacts(members: readonly AlbumMember[]): AlbumFacts | undefined {
  const releases = members.map(({ release }) => release);
  const name = majority(releases.map(({ album }) => album));
  if (name === undefined) return undefined;
  const year = majority(releases.map((release) => release.year));
  const dates = releases.map(({ releaseDate }) => releaseDate).filter((date) => year === undefined || date?.startsWith(String(year)));
  return {
    name,
    year,
    releaseDate: majority(dates),
    kind: majority(releases.map(({ kind }) => kind)) ?? guessedKind(name, members),
    musicBrainzId: majority(releases.map(({ musicBrainzId }) => musicBrainzId)),
    artistIds: artistsOf(members),
  };
}

/** The most frequent value that is known; of equals the first. @internal for tests */
export function majority<T>(values: readonly (T | undefined)[]): T | undefined {
  const counts = new Map<T, number>();
  for (const value of values) if (value !== undefined) counts.set(value, (counts.get(value) ?? 0) + 1);
  let best: T | undefined;
  let most = 0;
  for (const [value, count] of counts) if (count > most) [best, most] = [value, count];
  return best;
}

const namedKinds: ReadonlyArray<readonly [AlbumKind, RegExp]> = [
  ['soundtrack', /\b(?:soundtrack|o\.?s\.?t\.?)(?:\W|$)|原声|サウンドトラック/iu],
  ['single', /[-–(\s]single\)?$/iu],
  ['ep', /[-–(\s]e\.?p\.?\)?$/iu],
  ['live', /[([（]live\b|\blive (?:at|in|from)\b|演唱会|音乐会/iu],
  ['compilation', /\b(?:greatest hits|best of|the very best)\b|精选|ベスト/iu],
];

/** Longer ones are albums, however few tracks they have. */
const shortMs = 30 * 60_000;

function guessedKind(name: string, members: readonly AlbumMember[]): AlbumKind {
  const named = namedKinds.find(([, pattern]) => pattern.test(name))?.[0];
  if (named !== undefined) return named;
  if (members.length > 2 && isByMany(members)) return 'compilation';
  return kindByCount(name, members);
}

/** Only a release that is complete, as far as its numbers tell, shows by its length what it is. */
function kindByCount(name: string, members: readonly AlbumMember[]): AlbumKind {
  const [only] = members;
  if (members.length === 1 && only !== undefined && foldedName(only.name) === foldedName(name)) return 'single';
  const numbers = new Set(members.map(({ release }) => release.trackNumber));
  const isComplete = numbers.size === members.length && [...numbers].every((number) => number >= 1 && number <= members.length);
  const lengths = members.map(({ durationMs }) => durationMs);
  const isShort = lengths.every((length) => length !== undefined) && lengths.reduce((sum, length) => sum + length, 0) < shortMs;
  if (!isComplete || !isShort || members.length > 6) return 'album';
  return members.length > 3 ? 'ep' : 'single';
}

function isByMany(members: readonly AlbumMember[]): boolean {
  const named = majority(members.map(({ release }) => release.albumArtist));
  return named === undefined ? leader(members) === undefined : isVarious(named);
}

/** The album artists where they are among the artists of the songs, else the artist credited first on more than half of them. */
function artistsOf(members: readonly AlbumMember[]): number[] {
  const named = majority(members.map(({ release }) => release.albumArtist));
  if (named !== undefined && isVarious(named)) return [];
  const byName = new Map<string, number>();
  for (const { artists } of members) {
    for (const { id, name } of artists) if (!byName.has(foldedName(name))) byName.set(foldedName(name), id);
  }
  const whole = byName.get(foldedName(named ?? ''));
  const ids = whole === undefined ? (named?.split(' / ') ?? []).flatMap((name) => byName.get(foldedName(name)) ?? []) : [whole];
  const first = ids.length > 0 ? undefined : leader(members);
  return first === undefined ? [...new Set(ids)] : [first];
}

function leader(members: readonly AlbumMember[]): number | undefined {
  const counts = new Map<string, { readonly id: number; count: number }>();
  for (const { artists } of members) {
    const [first] = artists;
    if (first === undefined) continue;
    const before = counts.get(foldedName(first.name)) ?? { id: first.id, count: 0 };
    before.count += 1;
    counts.set(foldedName(first.name), before);
  }
  return [...counts.values()].find(({ count }) => count * 2 > members.length)?.id;
}
