import 'reflect-metadata';
import { renameSync, rmSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { audioBytes, type FixtureTags, requireProgram } from '@catalogsync/testkit';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { LibraryHarness } from './library-harness.js';

// Real here: tagged files that ffmpeg encodes, the whole resolver over SQLite and gRPC.
let library: LibraryHarness;
beforeEach(async () => {
  library = new LibraryHarness();
  await library.start();
});
afterEach(() => library.dispose());

const one = { title: 'One', artist: 'A', album: 'First' } satisfies FixtureTags;
const two = { title: 'Two', artist: 'B', album: 'Second' } satisfies FixtureTags;
const song = (tags: FixtureTags, frequency = 440, ext = 'mp3', output: readonly string[] = []) =>
  audioBytes({ ext, tags, frequency, duration: 2, output });
const idOf = async (path: string): Promise<string | undefined> => (await library.ids())[path];

(requireProgram('ffmpeg') ? describe : describe.skip)('when a file of the library changes', () => {
  it.each(['mp3', 'flac', 'ogg', 'opus', 'm4a', 'wav', 'aiff', 'wv', 'wma'])(
    'keeps its id if it is tagged anew, moved and renamed at once: %s',
    async (ext) => {
      library.write(`old/1.${ext}`, await song(one, 440, ext));
      library.write(`old/2.${ext}`, await song(one, 660, ext));
      await library.scan();
      const id = await idOf(`old/1.${ext}`);
      rmSync(library.path(`old/1.${ext}`));
      library.write(`new/one.${ext}`, await song({ title: 'Renamed', artist: 'Someone else', album: 'Elsewhere' }, 440, ext));
      expect(await library.scan()).toMatchObject({ moved: 1, added: 0, removed: 0 });
      expect(await idOf(`new/one.${ext}`)).toBe(id);
    },
  );

  it('makes another song under the same name another track, and knows the first one when it returns elsewhere', async () => {
    library.write('song.mp3', await song(one));
    await library.scan();
    const id = await idOf('song.mp3');
    library.write('song.mp3', await song(two, 550));
    expect(await library.scan()).toMatchObject({ added: 1, removed: 1, changed: 0 });
    expect(await idOf('song.mp3')).not.toBe(id);
    library.write('back/again.mp3', await song({ ...one, album: 'Tagged anew' }));
    await library.scan();
    expect(await idOf('back/again.mp3')).toBe(id);
  });

  it('keeps the id of a song that is replaced by a better encoding of it', async () => {
    library.write('song.mp3', await song(one, 440, 'mp3', ['-b:a', '96k']));
    await library.scan();
    const id = await idOf('song.mp3');
    library.write('song.mp3', await song({ ...one, album: 'First (remaster)' }, 440, 'mp3', ['-b:a', '320k']));
    expect(await library.scan()).toMatchObject({ changed: 1, added: 0, removed: 0 });
    expect(await idOf('song.mp3')).toBe(id);
  });

  it('goes by the length of files without a title', async () => {
    library.write('a.mp3', await song({}, 440, 'mp3', ['-b:a', '96k']));
    library.write('b.mp3', await song({}, 550));
    await library.scan();
    const [a, b] = [await idOf('a.mp3'), await idOf('b.mp3')];
    library.write('a.mp3', await song({}, 440, 'mp3', ['-b:a', '320k']));
    library.write('b.mp3', await audioBytes({ ext: 'mp3', frequency: 660, duration: 9 }));
    await library.scan();
    expect(await idOf('a.mp3')).toBe(a);
    expect(await idOf('b.mp3')).not.toBe(b);
  });

  it('lists the same audio under two names with different tags as two songs', async () => {
    library.write('album/1.mp3', await song(one));
    library.write('collection/7.mp3', await song({ ...one, album: 'Best of' }));
    expect(await library.scan()).toMatchObject({ files: 2, duplicateCount: 0 });
    expect(await idOf('album/1.mp3')).not.toBe(await idOf('collection/7.mp3'));
    const ids = await library.ids();
    await library.scan();
    expect(await library.ids()).toEqual(ids);
  });

  it('keeps the ids of files that were read before their audio was compared', async () => {
    for (const name of ['tagged', 'moved', 'replaced'])
      library.write(`${name}.mp3`, await song({ ...one, title: name }, 300 + name.length));
    await library.scan();
    const before = await library.ids();
    await library.stop();
    const database = new DatabaseSync(`${library.home}/resolver_stats.db`);
    database.exec('UPDATE library_files SET audio_hash = NULL');
    database.close();
    await library.start();
    library.write('tagged.mp3', await song({ ...one, title: 'Another' }, 306));
    renameSync(library.path('moved.mp3'), library.path('moved here.mp3'));
    library.write('replaced.mp3', await audioBytes({ ext: 'mp3', tags: two, frequency: 700, duration: 9 }));
    await library.scan();
    const after = await library.ids();
    expect(after['tagged.mp3']).toBe(before['tagged.mp3']);
    expect(after['moved here.mp3']).toBe(before['moved.mp3']);
    expect(after['replaced.mp3']).not.toBe(before['replaced.mp3']);
  });
});
