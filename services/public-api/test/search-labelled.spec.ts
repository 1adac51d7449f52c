import { nameKey } from '@catalogsync/snapshot-format';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { SqliteSnapshotSearch } from '../src/adapters/snapshot-db/sqlite-snapshot-search.js';
import { parseQuery } from '../src/core/search/search-query.js';
import { grownDatabase, readDatabase, type Song } from './search-fixture.js';
import { fruitless, labelledQueries, labelledTracks } from './search-labels.js';

const songs: readonly Song[] = labelledTracks.map((line) => {
  const [name = '', singers = '', album = '', others = ''] = line.split(' | ');
  return { name, singers, album, otherTitles: others === '' ? [] : others.split('; '), playable: true };
});
const search = new SqliteSnapshotSearch(readDatabase(songs));

const nameOf = (id: number): string => songs[id / 3 - 1]?.name ?? '';
const find = (query: string) => {
  const found = search.entries('track', parseQuery(query), { limit: 50 });
  return { ...found, names: found.items.map(nameOf) };
};

describe('when names of many scripts are searched', () => {
  describe.each(Object.entries(labelledQueries))('for %s', (_kind, lines) => {
    it.each(lines.map((line) => line.split(' | ') as [string, string]))('finds for %s %s', (query, expected) => {
      const { names } = find(query);
      if (expected.startsWith('5:')) expect(names.slice(0, 5)).toContain(expected.slice(2));
      else expect(names[0]).toBe(expected);
    });
  });

  it.each(fruitless)('finds nothing for %s', (query) => {
    expect(find(query)).toEqual({ items: [], names: [] });
  });
});

describe('when a query has a typing error', () => {
  it.each([
    ['周结伦', '周杰伦'],
    ['告白汽球', '告白气球'],
    ['metalica', 'Metallica'],
    ['beyonse', 'Beyoncé'],
    ['beyonse halo', 'beyonce halo'],
    ['陈一迅 浮夸', '陈奕迅 浮夸'],
    // By sound, however many characters are wrong.
    ['陈一讯', '陈奕迅'],
    ['告白汽求', '告白气球'],
    ['晴天周结伦', '晴天周杰伦'],
    ['周结伦晴天', '周杰伦晴天'],
  ])('offers for %s %s', (query, expected) => {
    expect(find(query).didYouMean).toBe(expected);
  });

  it('offers nothing if something is as typed, and puts what is near after it', () => {
    const few = ['Horse', 'House', 'Mouse', 'My House'].map((name) => ({ name, singers: null, playable: true }));
    const near = new SqliteSnapshotSearch(readDatabase(few));
    expect(near.entries('track', parseQuery('house'), { limit: 9 })).toEqual({ items: [6, 12, 3, 9] });
  });

  it('goes on after a page, with the same corrections', () => {
    const many = Array.from({ length: 7 }, (_, i) => ({ name: `Sunshine ${i}`, singers: null, playable: true }));
    const near = new SqliteSnapshotSearch(readDatabase(many));
    const first = near.entries('track', parseQuery('sunshnie'), { limit: 4 });
    expect(first).toMatchObject({ items: [3, 6, 9, 12], didYouMean: 'sunshine' });
    expect(near.entries('track', parseQuery('sunshnie'), { limit: 4, after: first.next })).toEqual({ items: [15, 18, 21] });
  });
});

describe('when a catalogue has names that are alike', () => {
  const only = (names: readonly string[], album?: string): ((query: string) => object) => {
    const few = names.map((name) => ({ name, singers: null, playable: true, album }));
    const own = new SqliteSnapshotSearch(readDatabase(few));
    return (query) => {
      const { items, didYouMean } = own.entries('track', parseQuery(query), { limit: 50 });
      return { names: items.map((id) => few[id / 3 - 1]?.name), didYouMean };
    };
  };

  it.each([
    // Words that begin as a long one does, and names of several words.
    [['Lightning', 'Lightning Bolt', 'Lightnin Lord'], 'lightninl', ['Lightnin Lord', 'Lightning', 'Lightning Bolt'], undefined],
    [['Lightning', 'Lightning Bolt'], 'lightnink', ['Lightning', 'Lightning Bolt'], 'Lightning'],
    [['Goldeneye007', 'Golden Eye'], 'goldeneye', ['Goldeneye007', 'Golden Eye'], undefined],
    [['Suicideboy$', 'Suicide'], 'suicideboys', ['Suicideboy$'], undefined],
    [['Wonderful Boy$'], 'wonderfulboys', ['Wonderful Boy$'], undefined],
    [['Lightn!ng Strikes', 'Lightn Song'], 'lightning', ['Lightn!ng Strikes'], undefined],
    [['Mountain Promise', 'Mountain Song'], 'mountainpromise', ['Mountain Promise'], undefined],
    [['Moonlight', 'Moonlight Shadow'], 'moon light', ['Moonlight'], undefined],
    [['P!nk', 'Pinkish'], 'pink', ['Pinkish', 'P!nk'], undefined],
    // Chinese: an error at the beginning of a long run, and by sound anywhere in it.
    [['晴天娃娃协奏曲'], '晴天哇娃', ['晴天娃娃协奏曲'], '晴天娃娃'],
    [['不能说的秘密花园'], '的密蜜', ['不能说的秘密花园'], '的秘密'],
  ])('finds in %j for %s', (names, query, expected, didYouMean) => {
    expect(only(names)(query)).toEqual({ names: expected, didYouMean });
  });

  it('corrects words of the album', () => {
    expect(only(['Song'], 'Constellation')('constelation')).toEqual({ names: ['Song'], didYouMean: 'constellation' });
  });
});

/** Every text one edit from a word: a unit less, more or other, two neighbours swapped. */
function edits(word: string, other: string): string[] {
  const found: string[] = [];
  for (let i = 0; i <= word.length; i++) {
    const [before, after] = [word.slice(0, i), word.slice(i)];
    found.push(before + other + after, before + after.slice(1), before + other + after.slice(1));
    found.push(before + after.slice(1, 2) + after.slice(0, 1) + after.slice(2));
  }
  return found.filter((text) => text !== word);
}

describe('whatever is searched', () => {
  const all = songs.map(({ name }) => name);
  const chinese = all.filter((name) => /^\p{Script=Han}{2,}$/u.test(name));
  const anyChinese = fc.constantFrom(...chinese);

  it('finds a Chinese name by every part of it of two and more characters', () => {
    for (const name of chinese) {
      for (let from = 0; from < name.length; from++) {
        for (let to = from + 2; to <= name.length; to++) expect(find(name.slice(from, to)).names).toContain(name);
      }
    }
  });

  it('finds a track by its name and artist without a space, either way round', () => {
    for (const { name, singers } of songs) {
      if (!/^\p{Script=Han}{2,}$/u.test(name) || !/^\p{Script=Han}{2,}$/u.test(singers ?? '')) continue;
      expect(find(name + singers).names).toContain(name);
      expect(find(singers + name).names).toContain(name);
    }
  });

  it('finds a name by any single edit of a long word of it', () => {
    const words = all.flatMap((name) =>
      nameKey(name)
        .split(' ')
        .filter((word) => /^\p{L}{5,}$/u.test(word)),
    );
    fc.assert(
      fc.property(fc.constantFrom(...words), fc.constantFrom('e', 'x', '天', 'ё'), fc.nat(), (word, other, at) => {
        const typed = edits(word, other).filter((text) => nameKey(text) === text && text.length >= 5 && !text.includes(' '));
        const query = typed[at % Math.max(1, typed.length)];
        if (query === undefined) return;
        expect({ query, names: find(query).names.filter((name) => nameKey(name).includes(word)) }).not.toEqual({ query, names: [] });
      }),
      { numRuns: 300 },
    );
  });

  it('finds a Chinese name of three and more characters by any single edit that leaves three', () => {
    fc.assert(
      fc.property(anyChinese, fc.constantFrom('天', '爱', '啊'), fc.nat(), (name, other, at) => {
        const typed = edits(name, other).filter((text) => text.length >= 3);
        const query = typed[at % Math.max(1, typed.length)];
        if (name.length < 3 || query === undefined) return;
        expect({ query, names: find(query).names }).toEqual({ query, names: expect.arrayContaining([name]) });
      }),
      { numRuns: 300 },
    );
  });
});

describe('when the index has grown by incremental builds', () => {
  const grown = new SqliteSnapshotSearch(grownDatabase(songs));

  it('finds the same, in the same order, as one that was built at once', () => {
    const queries = [...Object.values(labelledQueries).flat(), ...fruitless];
    const differing = queries.filter((query) => {
      const found = (index: SqliteSnapshotSearch): string => JSON.stringify(index.entries('track', parseQuery(query), { limit: 20 }).items);
      return found(grown) !== found(search);
    });
    expect(differing).toEqual([]);
  });
});
