import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { initialiseCatalogue } from '@catalogsync/orchestrator';
import Database from 'better-sqlite3';
import { addCredits } from './artist-rows.js';
import type { ArtistFigures } from './artists-child.js';
import { nodeOptions } from './command.js';
import { range } from './link-songs.js';
import { median, printTable } from './table.js';

const run = promisify(execFile);
const songs = 1_000_000;

/** Built code starts its built neighbour; with the dev loader the child needs the loader too. */
async function identifyInChild(db: string): Promise<ArtistFigures> {
  const child = fileURLToPath(new URL(import.meta.url.endsWith('.ts') ? './artists-child.ts' : './artists-child.js', import.meta.url));
  const { stdout } = await run(process.execPath, [...process.execArgv, ...nodeOptions, child, db]);
  return JSON.parse(stdout) as ArtistFigures;
}

function count(db: string, table: string): string {
  const database = new Database(db, { readonly: true });
  const rows = Number(database.prepare(`SELECT count(*) FROM ${table}`).pluck().get());
  database.close();
  return rows.toLocaleString('en');
}

/** Finding out which artists of 1,000,000 songs of four sources are one, then those of playlists of 100 songs. */
export async function runArtistsBench(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'catalogsync-artists-bench-'));
  const db = join(folder, 'catalogsync.db');
  try {
    await initialiseCatalogue({ db });
    addCredits(db, range(songs));
    const artists = count(db, 'artists');
    const { allMs, cpuMs, playlistMs, playlistCpuMs, peakBytes } = await identifyInChild(db);
    printTable(
      ['figure', 'value', 'goal'],
      [
        [`${artists} artists of ${songs.toLocaleString('en')} songs`, `${(allMs / 1000).toFixed(1)} s`, '< 60 s'],
        ['the same, CPU', `${(cpuMs / 1000).toFixed(1)} s`, ''],
        ['peak resident size', `${Math.round(peakBytes / 1e6)} MB`, '< 250 MB'],
        ['a playlist of 100, median of 20', `${median(playlistMs).toFixed(1)} ms`, '< 100 ms'],
        ['the same, CPU', `${median(playlistCpuMs).toFixed(1)} ms`, ''],
        ['the slowest of them', `${Math.max(...playlistMs).toFixed(1)} ms`, ''],
      ],
    );
    console.log(`${count(db, 'artist_identities')} artists as others see them`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
