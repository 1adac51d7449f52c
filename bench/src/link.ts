import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { initialiseCatalogue } from '@catalogsync/orchestrator';
import Database from 'better-sqlite3';
import { nodeOptions } from './command.js';
import type { LinkFigures } from './link-child.js';
import { addSongs, range } from './link-songs.js';
import { median, printTable } from './table.js';

const run = promisify(execFile);
const songs = 1_000_000;
const platforms = ['qq', 'netease', 'deezer'] as const;

/** Built code starts its built neighbour; with the dev loader the child needs the loader too. */
async function linkInChild(db: string): Promise<LinkFigures> {
  const child = fileURLToPath(new URL(import.meta.url.endsWith('.ts') ? './link-child.ts' : './link-child.js', import.meta.url));
  const { stdout } = await run(process.execPath, [...process.execArgv, ...nodeOptions, child, db]);
  return JSON.parse(stdout) as LinkFigures;
}

/** Recordings found on several platforms, and songs that are linked. */
function counted(db: string): { readonly recordings: number; readonly members: number } {
  const database = new Database(db, { readonly: true });
  const count = (what: string): number => Number(database.prepare(`SELECT count(*) FROM ${what}`).pluck().get());
  const counts = { recordings: count('recordings WHERE across_platforms = 1'), members: count('recording_songs') };
  database.close();
  return counts;
}

/**
 * Linking 1,000,000 songs of three platforms that all have the same recordings, then playlists of 100 songs of a fourth. The
 * yardstick is what reading titles and artists alone takes on this machine at this moment: each song must be read once,
 * and what it is compared with once more.
 */
export async function runLinkBench(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'catalogsync-link-bench-'));
  const db = join(folder, 'catalogsync.db');
  try {
    await initialiseCatalogue({ db });
    for (const platform of platforms) addSongs(db, platform, range(Math.floor(songs / platforms.length)));
    const figures = await linkInChild(db);
    report(figures, counted(db));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function report(
  { allMs, cpuMs, playlistMs, peakBytes, readingMs }: LinkFigures,
  { recordings, members }: ReturnType<typeof counted>,
): void {
  const reading = (readingMs * songs) / 100_000;
  const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;
  printTable(
    ['figure', 'value', 'goal'],
    [
      [`${songs.toLocaleString('en')} songs`, seconds(allMs), '< 60 s'],
      ['the same, CPU', seconds(cpuMs), ''],
      ['yardstick: reading the names alone, CPU', seconds(reading), `ratio ${(cpuMs / reading).toFixed(1)}`],
      ['peak resident size', `${Math.round(peakBytes / 1e6)} MB`, '< 250 MB'],
      ['a playlist of 100, median of 20', `${median(playlistMs).toFixed(1)} ms`, '< 100 ms'],
      ['the slowest of them', `${Math.max(...playlistMs).toFixed(1)} ms`, ''],
    ],
  );
  console.log(`${recordings.toLocaleString('en')} recordings on several platforms, ${members.toLocaleString('en')} songs in recordings`);
}
