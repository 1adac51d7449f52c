import { execFileSync } from 'node:child_process';
import { linkSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Fault } from '@catalogsync/faults';
import { systemClock } from '@catalogsync/runtime';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { LocalStaging } from '../src/adapters/staging/local-staging.js';
import { SystemTiming } from '../src/adapters/staging/system-timing.js';
import { AlbumShelf } from '../src/core/downloads/album-shelf.js';
import { FetchCandidate } from '../src/core/downloads/fetch-candidate.js';
import { TrackFetchers } from '../src/core/downloads/track-fetchers.js';
import type { Source } from '../src/core/sources/source.js';
import { SourceRegistry } from '../src/core/sources/source-registry.js';

// Real here: the way of a delivered file into staging, with its folders, links and pipes. The sources deliver anything.
const timing = new SystemTiming(systemClock);
const never = new AbortController().signal;
const secret = 'a file of somebody else';
let folder: string;
let elsewhere: string;
let count = 0;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'delivered-'));
  elsewhere = join(folder, 'elsewhere.mp3');
  writeFileSync(elsewhere, secret);
});
afterAll(() => rm(folder, { recursive: true }));

type Deliver = (stagingFolder: string) => string;
const inside = (stagingFolder: string): string => join(stagingFolder, 'track.mp3');
const made =
  (make: (path: string) => unknown): Deliver =>
  (stagingFolder) => {
    make(inside(stagingFolder));
    return inside(stagingFolder);
  };

/** A source of single tracks, and one of whole albums, that deliver the same. */
const sources = (deliver: Deliver): Source[] => [
  {
    name: 'tracks',
    configured: true,
    searcher: { searchTracks: async () => [] },
    fetcher: { fetchTrack: async ({ stagingFolder }) => ({ path: deliver(stagingFolder) }) },
  },
  {
    name: 'albums',
    configured: true,
    albumSearcher: { searchAlbums: async () => [] },
    albumFetcher: {
      fetchAlbum: async ({ stagingFolder }) => [
        { path: deliver(stagingFolder), title: 'x', artist: 'y', discNumber: undefined, trackNumber: 1, durationMs: 1000 },
      ],
    },
  },
];

async function fetchFrom(name: string, deliver: Deliver, maxBytes = 1000): Promise<string> {
  const staging = new LocalStaging(join(folder, `staging-${++count}`));
  const shelf = new AlbumShelf(staging, { maxBytes, keepMs: 1, kept: 1 }, timing, () => undefined);
  const target = { title: 'x', artists: ['y'], album: 'z', durationMs: 1000, isrc: undefined };
  const { fetcher } = new TrackFetchers(shelf, staging).of(new SourceRegistry(sources(deliver)).get(name), target);
  const draw = { newId: () => '', sha256Hex: () => '', random: () => 0 };
  const fetching = new FetchCandidate(staging, { maxBytes, attempts: 3, pauseMs: 1, longestPauseMs: 1 }, timing, draw);
  const order = { downloadId: 'download', source: name, fetcher, fetchKey: 'key', once: false };
  try {
    return (await fetching.fetch(order, () => undefined, never)).path;
  } finally {
    shelf.close();
  }
}

describe.each(['tracks', 'albums'])('when a source of %s delivers a file', (name) => {
  it('takes an ordinary one from the folder that it was given', async () => {
    const path = await fetchFrom(
      name,
      made((file) => writeFileSync(file, 'sound')),
    );
    expect(readFileSync(path, 'utf8')).toBe('sound');
  });

  it.each<[string, Deliver]>([
    ['a hard link to another file of the volume', made((path) => linkSync(elsewhere, path))],
    ['a symbolic link to another file', made((path) => symlinkSync(elsewhere, path))],
    ['a file through a linked folder', throughLink],
    ['a file elsewhere', () => elsewhere],
    ['a file elsewhere by a relative way', (staging) => join(staging, '../../../../elsewhere.mp3')],
    ['a file of another folder whose name begins the same', (staging) => beside(staging)],
    ['a folder', made((path) => mkdirSync(path))],
    ['the folder itself', (staging) => staging],
    ['a pipe', made((path) => execFileSync('mkfifo', [path]))],
    ['nothing', inside],
    ['more than was allowed', made((path) => writeFileSync(path, 'x'.repeat(1001)))],
  ])('refuses %s and leaves what is there alone', async (_, deliver) => {
    const failure = await fetchFrom(name, deliver).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(Fault);
    expect(failure).toMatchObject({ code: 'data_corrupt' });
    expect(readFileSync(elsewhere, 'utf8')).toBe(secret);
  });
});

function throughLink(staging: string): string {
  symlinkSync(folder, join(staging, 'in'));
  return join(staging, 'in/elsewhere.mp3');
}

function beside(staging: string): string {
  mkdirSync(`${staging}-other`);
  writeFileSync(`${staging}-other/track.mp3`, secret);
  return `${staging}-other/track.mp3`;
}
