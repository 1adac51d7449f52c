import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { sourceDatabase } from './dataset.js';

/** Words of titles in scripts that have sounds, and with signs. */
const kana =
  'さくら よる ほし ゆめ そら かぜ うみ はな ひかり ことば こころ なみだ せかい みらい アイドル メロディー スター ラブソング'.split(' ');
const cyrillic = 'звезда сердце группа кино сакура вечер зима любовь москва солнце ночь море дорога песня небо ветер огонь город'.split(
  ' ',
);
const signed = 'Ke$ha P!nk AC/DC Run-DMC A$AP M@rk Wham! Suicideboy$ K-Pop Blink-182 Jay-Z Hi-Fi'.split(' ');

const every = 40;
/** Which songs of each forty have such a name. */
const scripts = [
  { at: 3, words: kana, between: '' },
  { at: 13, words: cyrillic, between: ' ' },
  { at: 23, words: signed, between: ' ' },
] as const;

/** A copy in `folder` of the catalogue that other benchmarks use, in which three names of forty are in other scripts or have signs. */
export function searchDatabase(tracks: number, folder: string): string {
  const file = join(folder, 'catalogsync.db');
  copyFileSync(sourceDatabase(tracks), file);
  const db = new Database(file);
  try {
    const rename = db.prepare('UPDATE songs SET name = ? WHERE id = ?');
    db.transaction(() => {
      for (let id = 1; id <= tracks; id++) {
        const script = scripts.find(({ at }) => id % every === at);
        if (script === undefined) continue;
        const nth = Math.floor(id / every);
        const word = (n: number): string => script.words[n % script.words.length] ?? '';
        rename.run([word(nth), word(Math.floor(nth / script.words.length))].join(script.between), id);
      }
    })();
  } finally {
    db.close();
  }
  return file;
}
