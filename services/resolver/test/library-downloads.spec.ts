import { readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { audioBytes, requireProgram } from '@catalogsync/testkit';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { parseFile } from 'music-metadata';
import { DownloadWorld, wish } from './download-world.js';
import type { EmulatedSource } from './emulated-source.js';
import { LibraryUnderTest } from './library-under-test.js';

// Real here: the engine as the service builds it, the library source over real files and its scan, SQLite, TagLib.
const suite = requireProgram('ffmpeg') ? describe : describe.skip;
const path = 'Jay/七里香.flac';
let world: DownloadWorld;
let library: LibraryUnderTest;
let tracks: EmulatedSource;
let owned: Buffer;

async function begin(settings: Readonly<Record<string, string>> = {}): Promise<void> {
  world = new DownloadWorld(settings);
  library = new LibraryUnderTest();
  await library.open();
  owned = await audioBytes({ ext: 'flac', duration: 3, tags: { title: '七里香', artist: '周杰伦', album: '七里香' } });
  library.write(path, owned);
  await library.scan();
  world.others.push(library.source);
  tracks = await world.source('tracks');
  const bytes = await audioBytes({ ext: 'mp3', duration: 3 });
  tracks.songs = [{ id: 'a', title: '七里香', artist: '周杰伦', durationMs: 3000, ext: 'mp3', bytes }];
  await world.start();
}

const wanted = () => ({ ...wish('七里香', { genre: 'R&B' }), sources: ['library', 'tracks'] });

suite('when a song of another platform is already in the library folders', () => {
  beforeEach(() => begin());
  afterEach(async () => {
    await world.dispose();
    await library.close();
  });

  it('is taken from there, verified and tagged, without asking another source, and the original stays unchanged', async () => {
    const before = statSync(join(library.music, path));
    const { record } = await world.fetch(wanted());
    expect(record).toMatchObject({
      state: 'succeeded',
      attempts: [{ source: 'library', outcome: 'succeeded' }],
      file: { source: 'library', remoteId: await library.idOf(path), locator: 'qq/周杰伦/七里香.flac', tagged: true },
    });
    expect(tracks.server.requests).toEqual([]);
    expect((await parseFile(record.file!.path)).common.genre).toEqual(['R&B']);
    expect(readFileSync(join(library.music, path)).equals(owned)).toBe(true);
    const { ino, mtimeMs, nlink } = before;
    expect(statSync(join(library.music, path))).toMatchObject({ ino, mtimeMs, nlink });
  });

  it('is found immediately after a scan, even if a search just before found nothing', async () => {
    rmSync(join(library.music, path));
    await library.scan();
    tracks.songs = [];
    // Another song shows that the folder is not an unmounted volume.
    library.write('other.flac', await audioBytes({ ext: 'flac', duration: 2 }));
    expect((await world.fetch(wanted())).record.state).toBe('not_found');
    library.write(path, owned);
    await library.scan();
    expect((await world.fetch(wanted())).record.state).toBe('succeeded');
  });

  it('comes from the next source when the file has gone since the scan', async () => {
    rmSync(join(library.music, path));
    library.write('other.txt', Buffer.from('the folder is there'));
    const { record } = await world.fetch(wanted());
    expect(record).toMatchObject({ state: 'succeeded', attempts: [{ source: 'library', outcome: 'nothing_found' }, { source: 'tracks' }] });
  });

  it('comes from the next source when the library is unreachable, which counts as a fault, not a miss', async () => {
    rmSync(library.music, { recursive: true });
    const { record } = await world.fetch(wanted());
    expect(record).toMatchObject({
      state: 'succeeded',
      attempts: [{ source: 'library', outcome: 'failed', code: 'unavailable' }, { source: 'tracks' }],
    });
  });
});

suite('when the file in the library is below the wanted quality', () => {
  beforeEach(() => begin());
  afterEach(async () => {
    await world.dispose();
    await library.close();
  });

  it('the next source is asked (194)', async () => {
    tracks.songs = [{ ...tracks.songs[0]!, ext: 'flac', bytes: await audioBytes({ ext: 'flac', duration: 3, output: ['-ar', '96000'] }) }];
    const { record } = await world.fetch({ ...wanted(), qualityProfile: 'hires' });
    expect(record.attempts[0]).toMatchObject({ source: 'library', outcome: 'nothing_found' });
    expect(record.attempts[1]).toMatchObject({ source: 'tracks' });
  });
});
