import { pinyinReadings } from '@catalogsync/catalog';
import type Database from 'better-sqlite3';

/** Queries of one kind, as typed. */
export interface QueryKind {
  readonly name: string;
  readonly queries: readonly string[];
}

interface Song {
  readonly name: string;
  readonly singers: string;
}

const perKind = 200;

/** The same sequence on every run. */
function sequence(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

const hanRuns = (text: string): string[] => text.match(/\p{Script=Han}+/gu) ?? [];
const syllables = (text: string): string[] => [...text].map((c) => pinyinReadings(c.codePointAt(0) ?? 0)[0] ?? '');

/** What kinds of queries are drawn with. */
interface Drawing {
  readonly random: () => number;
  /** As many queries as a kind has. */
  draw(make: (song: Song) => string | undefined): string[];
  /** One of several texts. */
  anyOf(texts: readonly string[]): string;
}

function drawing(songs: readonly Song[]): Drawing {
  const random = sequence(7);
  const draw = (make: (song: Song) => string | undefined): string[] => {
    const found: string[] = [];
    for (let tries = 0; found.length < perKind; tries++) {
      if (tries > 1_000_000) throw new Error('the catalogue has nothing to ask such a query for');
      const song = songs[Math.floor(random() * songs.length)];
      const query = song === undefined ? undefined : make(song);
      if (query !== undefined && query !== '') found.push(query);
    }
    return found;
  };
  return { random, draw, anyOf: (texts) => texts[Math.floor(random() * texts.length)] ?? '' };
}

const firstArtist = ({ singers }: Song): string => singers.split(' / ')[0] ?? '';
const hanArtist = (song: Song): string | undefined => hanRuns(firstArtist(song)).find((run) => run.length > 1);

/** Queries as they are in the catalogue. */
function exactKinds({ random, draw }: Drawing): readonly QueryKind[] {
  const part = (text: string | undefined, size: number): string | undefined => {
    if (text === undefined || text.length < size) return undefined;
    const from = Math.floor(random() * (text.length - size + 1));
    return text.slice(from, from + size);
  };
  const chinese = (size: number) => draw(({ name }) => part(hanRuns(name)[0], size));
  return [
    { name: '1 character', queries: chinese(1) },
    { name: '2 characters', queries: chinese(2) },
    { name: '3 characters', queries: chinese(3) },
    { name: '4 characters', queries: chinese(4) },
    { name: 'start of a word', queries: draw(({ name }) => /[A-Za-z]{4,}/.exec(name)?.[0].slice(0, 3).toLowerCase()) },
    { name: 'two words', queries: draw(({ name }) => /[A-Za-z]+ [A-Za-z]+/.exec(name)?.[0]) },
    { name: 'artist', queries: draw(firstArtist) },
    { name: 'artist, pinyin', queries: draw((song) => syllables(hanArtist(song) ?? '').join('')) },
    {
      name: 'artist, initials',
      queries: draw((song) =>
        syllables(hanArtist(song) ?? '')
          .map((syllable) => syllable.charAt(0))
          .join(''),
      ),
    },
    { name: 'name and artist', queries: draw((song) => `${song.name.slice(0, 2).trim()} ${firstArtist(song)}`) },
  ];
}

const japaneseSyllables: readonly string[] = 'sa ku ra yo ru ka ze ha na mi tsu ki shi ro to kyo ren ga ai no'.split(' ');

/** Where in a word a typing error is, as a share of its length from and to. */
type Place = readonly [from: number, to: number];
const early: Place = [0.1, 0.35];
const middle: Place = [0.35, 0.7];
const late: Place = [0.7, 1];

/** One unit swapped with the one before, left out, doubled or replaced, never the first. */
function mistyped(text: string | undefined, { random }: Drawing, [from, to]: Place = [0, 1]): string | undefined {
  if (text === undefined) return undefined;
  const first = Math.max(1, Math.floor(text.length * from));
  const at = first + Math.floor(random() * (Math.max(first + 1, Math.floor(text.length * to)) - first));
  const [before, unit, rest] = [text.slice(0, at), text.charAt(at), text.slice(at + 1)];
  const ways = [before.slice(0, -1) + unit + before.slice(-1) + rest, before + unit + unit + rest, before + text.charAt(0) + rest];
  // What is left must be long enough to be corrected.
  if (text.length > 5) ways.push(before + rest);
  return ways[Math.floor(random() * ways.length)];
}

const wordOf = ({ name }: Song, word: RegExp): string | undefined => word.exec(name)?.[0].toLowerCase();

/** Queries with one typing error. */
function mistypedKinds(drawn: Drawing): readonly QueryKind[] {
  const { draw } = drawn;
  const word = (pattern: RegExp, place: Place) => draw((song) => mistyped(wordOf(song, pattern), drawn, place));
  return [
    { name: 'error early in a word', queries: word(/[A-Za-z]{5,}/, early) },
    { name: 'error in the middle', queries: word(/[A-Za-z]{5,}/, middle) },
    { name: 'error late in a word', queries: word(/[A-Za-z]{5,}/, late) },
    { name: 'error late in a long word', queries: word(/[A-Za-z]{9,}/, late) },
    { name: 'two words, mistyped', queries: draw((song) => mistyped(wordOf(song, /[A-Za-z]{6,} [A-Za-z]{6,}/), drawn)) },
    { name: 'artist, mistyped', queries: draw((song) => mistyped(/^.{3,5}$/u.exec(hanArtist(song) ?? '')?.[0], drawn)) },
    { name: 'name and artist together, mistyped', queries: draw((song) => mistyped(together(song), drawn)) },
  ];
}

const together = (song: Song): string | undefined => {
  const [name, artist] = [/^\p{Script=Han}{2,}$/u.exec(song.name)?.[0], hanArtist(song)];
  return name === undefined || artist === undefined ? undefined : name + artist;
};

/** Queries that no entry has as they are typed, though without an error. */
function looseKinds({ draw, anyOf, random }: Drawing): readonly QueryKind[] {
  const japanese = (): string => anyOf(japaneseSyllables) + anyOf(japaneseSyllables) + anyOf(japaneseSyllables);
  const shuffled = (words: readonly string[]): string => [...words].sort(() => random() - 0.5).join(' ');
  const rare = (): string => Array.from({ length: 4 }, () => String.fromCharCode(0x4e00 + Math.floor(random() * 0x4000))).join('');
  return [
    { name: 'name and artist together', queries: draw(together) },
    { name: 'artist, then name', queries: draw((song) => `${firstArtist(song)} ${song.name}`) },
    { name: 'words in any order', queries: draw((song) => shuffled([...song.name.split(' '), firstArtist(song)])) },
    { name: 'words together', queries: draw(({ name }) => /^[A-Za-z]+ [A-Za-z]+$/.exec(name)?.[0].replace(' ', '')) },
    { name: 'kana', queries: draw(({ name }) => /\p{Script=Hiragana}{2,3}|\p{Script=Katakana}{2,3}/u.exec(name)?.[0]) },
    { name: 'romaji', queries: draw(japanese) },
    { name: 'Cyrillic', queries: draw(({ name }) => /\p{Script=Cyrillic}{3,}/u.exec(name)?.[0]) },
    { name: 'signs', queries: draw(({ name }) => /[A-Za-z]+[$!@/-][A-Za-z0-9$]*/.exec(name)?.[0]) },
    {
      name: 'signs left out',
      queries: draw(({ name }) => /[A-Za-z]+[$!@/-][A-Za-z0-9$]*/.exec(name)?.[0].replaceAll(/[^A-Za-z0-9]/g, '')),
    },
    { name: 'two letters', queries: draw(({ name }) => /[A-Za-z]{2}/.exec(name)?.[0].toLowerCase()) },
    { name: 'nothing', queries: draw(() => `qx${japanese()}zw`) },
    { name: 'nothing, Chinese', queries: draw(rare) },
    { name: 'nothing, common characters', queries: draw((song) => (hanArtist(song) ?? '').charAt(0) + rare() + song.name.slice(0, 1)) },
  ];
}

/** Excerpts from the catalogue: names and artists drawn at random, so that common words are queried most. */
export function queriesFor(db: Database.Database): readonly QueryKind[] {
  const songs = db.prepare("SELECT name, coalesce(singers, '') AS singers FROM catalog_tracks LIMIT 20000").all() as Song[];
  const drawn = drawing(songs);
  return [...exactKinds(drawn), ...looseKinds(drawn), ...mistypedKinds(drawn)];
}
