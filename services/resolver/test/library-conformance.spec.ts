import { existsSync, mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { silentWav } from '@catalogsync/testkit';
import { describeSource } from '../src/core/sources/source.contract.js';
import type { HeldSong, SourceUnderTest } from '../src/core/sources/source-under-test.contract.js';
import { LibraryUnderTest } from './library-under-test.js';

// Real here: files, SQLite, the scan.
const paths = ['a/Low Tide Collective - Harbour Lights.wav', 'b/x..$(x)`;?#%00& "\'/Low Tide Collective - Night Ferry.wav'];

async function library(): Promise<SourceUnderTest> {
  const under = new LibraryUnderTest();
  await under.open();
  // At 8000 samples per second.
  const files = paths.map((path, at) => ({ path, bytes: silentWav(at + 1, 80_000) }));
  for (const { path, bytes } of files) under.write(path, bytes);
  for (const name of ['one', 'two']) under.write(`${name}.m3u8`, Buffer.from(`${paths.join('\n')}\n`));
  await under.scan();
  const held = async (at: number, title: string): Promise<HeldSong> => ({
    remoteId: await under.idOf(paths[at]!),
    title,
    artist: 'Low Tide Collective',
    album: '',
    duration: 10,
    ext: 'wav',
    bytes: files[at]!.bytes,
  });
  const elsewhere = join(under.home, 'elsewhere');
  const heal = () => {
    if (existsSync(elsewhere)) {
      rmSync(under.music, { recursive: true, force: true });
      renameSync(elsewhere, under.music);
    }
    for (const { path, bytes } of files) {
      rmSync(join(under.music, path), { recursive: true, force: true });
      under.write(path, bytes);
    }
  };
  const faults: Readonly<Record<string, () => void>> = {
    missing: () => renameSync(under.music, elsewhere),
    gone: () => rmSync(join(under.music, paths[0]!)),
    became_a_folder: () => {
      rmSync(join(under.music, paths[0]!));
      mkdirSync(join(under.music, paths[0]!));
    },
    became_a_link: () => {
      rmSync(join(under.music, paths[0]!));
      writeFileSync(join(under.home, 'secret'), 'secret');
      symlinkSync(join(under.home, 'secret'), join(under.music, paths[0]!));
    },
    leads_elsewhere: () => {
      renameSync(join(under.music, 'a'), join(under.home, 'a'));
      symlinkSync(join(under.home, 'a'), join(under.music, 'a'));
    },
  };
  return {
    source: under.source,
    song: await held(0, 'Harbour Lights'),
    oddSong: await held(1, 'Night Ferry'),
    secrets: [],
    fail: async (fault) => faults[fault]?.(),
    heal: async () => {
      rmSync(join(under.home, 'a'), { recursive: true, force: true });
      if (existsSync(under.music)) rmSync(join(under.music, 'a'), { recursive: true, force: true });
      heal();
    },
    busy: () => 0,
    stop: () => under.close(),
  };
}

describeSource('library', {
  start: library,
  can: ['search', 'refresh', 'fetch', 'playlists', 'charts'],
  faults: { missing: 'unavailable' },
  fetchFaults: { gone: 'not_found', became_a_folder: 'not_found', became_a_link: 'not_found', leads_elsewhere: 'not_found' },
});
