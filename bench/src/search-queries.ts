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

/** Excerpts from the catalogue: names and artists drawn at random, so that common words are queried most. */
export function queriesFor(db: Database.Database): readonly QueryKind[] {
  const songs = db.prepare("SELECT name, coalesce(singers, '') AS singers FROM catalog_tracks LIMIT 20000").all() as Song[];
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
  const part = (text: string | undefined, size: number): string | undefined => {
    if (text === undefined || text.length < size) return undefined;
    const from = Math.floor(random() * (text.length - size + 1));
    return text.slice(from, from + size);
  };
  const firstArtist = ({ singers }: Song): string => singers.split(' / ')[0] ?? '';
  const hanArtist = (song: Song): string | undefined => hanRuns(firstArtist(song)).find((run) => run.length > 1);
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
