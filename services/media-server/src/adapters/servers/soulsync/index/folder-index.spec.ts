import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from '@jest/globals';
import { type FileRow, type FolderFiles, keyOf, trackIdOf } from './file-row.js';
import { FolderIndex } from './folder-index.js';
import { SharedTexts } from './tag-reader.js';
import { searchRows } from './track-search.js';

const words = 'love night river 夜曲 Jóga stone blue 七里香 summer rain dance Ærø'.split(' ');

/** Texts are made anew for each row, as from files; `SharedTexts` finds those that are the same. */
function generated(albums: number, tracksEach: number): Map<string, FolderFiles> {
  const shared = new SharedTexts();
  const folders = new Map<string, FolderFiles>();
  for (let album = 0; album < albums; album++) {
    const artist = `Artist ${Math.floor(album / 4)} ${words[Math.floor(album / 4) % words.length]}`;
    const folder = `${artist}/Album number ${album}`;
    const rows: FileRow[] = [];
    for (let at = 0; at < tracksEach; at++) {
      const title = `${words[(album + at) % words.length]} ${words[(album * at) % words.length]} ${album * tracksEach + at}`;
      const name = `${at} - ${title}.flac`;
      const titleKey = keyOf(title);
      const number = album * tracksEach + at;
      const stamp = { size: 30_000_000 + number, mtimeMs: 1_700_000_000_000.5 + number, inode: 5e9 + number };
      const tags = {
        title,
        titleKey: titleKey === title ? title : titleKey,
        credit: shared.credit([artist]),
        album: shared.text(`Album number ${album}`),
      };
      const more = {
        genres: shared.list(['Pop']),
        durationMs: 200_000 + at,
        isrc: undefined,
        year: 2000,
        addedAt: 1_700_000_000_000 + number,
      };
      rows.push({ id: trackIdOf(`${folder}/${name}`), folder, name, ...stamp, ...tags, albumArtist: shared.text(artist), ...more });
    }
    folders.set(folder, { rows, unusable: new Map() });
  }
  return folders;
}

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;
const usedMb = (): number => {
  collectGarbage();
  return process.memoryUsage().heapUsed / 1024 / 1024;
};

describe('when the music folder has 200,000 files', () => {
  it('takes less than 120 MB, and lets others take turns while it is searched and grouped', async () => {
    const before = usedMb();
    const index = new FolderIndex(generated(16_000, 13));
    await index.ids();
    await index.albums();
    await searchRows(index, { title: 'love', artist: '', limit: 15 }, () => undefined);
    const takes = usedMb() - before;
    expect(index.size).toBe(208_000);
    expect(takes).toBeLessThan(120);

    // Each turn of the loop is one that others could have had.
    const again = new FolderIndex(index.folders);
    let [turns, isOver] = [0, false];
    const count = (): void => {
      turns += 1;
      if (!isOver) setImmediate(count);
    };
    setImmediate(count);
    const turnsOf = async (work: () => Promise<unknown>): Promise<number> => {
      const before = turns;
      await work();
      return turns - before;
    };
    const search = (title: string) => searchRows(again, { title, artist: '', limit: 15 }, () => undefined);
    expect(await turnsOf(() => search('love'))).toBeGreaterThan(20);
    expect(await turnsOf(() => again.ids())).toBeGreaterThan(20);
    isOver = true;
    expect((await again.artists()).size).toBe(4000);
    expect((await search('1234')).length).toBeGreaterThan(0);
  }, 60_000);
});
