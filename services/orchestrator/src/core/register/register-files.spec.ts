import { beforeEach, describe, expect, it } from '@jest/globals';
import { MemoryCatalogue } from '../../../test/memory/memory-catalogue.js';
import { MemoryReader } from '../../../test/memory/memory-reader.js';
import { track, trackFile } from '../catalogue/catalogue-stores.contract.js';
import type { SourceCatalog, TrackFile } from '../sources/source-catalog.js';
import { RegisterFiles } from './register-files.js';

// Real here: the use case over an in-memory catalogue. Tests provide only the list of files.
const context = { signal: new AbortController().signal, report: () => undefined };
let catalogue: MemoryCatalogue<object>;
let reader: MemoryReader;
let files: readonly TrackFile[];
let registrar: RegisterFiles;
beforeEach(async () => {
  catalogue = new MemoryCatalogue(() => ({}));
  reader = new MemoryReader(catalogue.tables);
  const sources: Pick<SourceCatalog, 'files'> = {
    files: async function* () {
      yield files;
    },
  };
  registrar = new RegisterFiles({ sources: sources as SourceCatalog, reader, writer: catalogue });
  await catalogue.run(({ songs }) => songs.save('local', [track('1'), track('2')]));
});

const active = () => reader.activeLocations('local', undefined, context.signal);

describe('when the files of a source are registered', () => {
  it('marks those no longer listed missing, and active again under the same id when they are back', async () => {
    files = [trackFile('1'), trackFile('2')];
    await registrar.run('local', undefined, context);
    const before = await active();
    files = [trackFile('2')];
    await registrar.run('local', undefined, context);
    expect(await active()).toEqual(before.slice(1));
    files = [trackFile('2'), trackFile('1')];
    await registrar.run('local', undefined, context);
    expect(await active()).toEqual(before);
  });

  it('reports files of unknown songs, and counts the others', async () => {
    files = [trackFile('1'), trackFile('3')];
    const outcome = await registrar.run('local', undefined, context);
    expect(outcome).toMatchObject({ kind: 'succeeded', result: { file_count: 1 }, events: [{ type: 'files_without_song' }] });
  });

  it('leaves files outside the given playlists alone', async () => {
    files = [trackFile('1'), trackFile('2')];
    await registrar.run('local', undefined, context);
    const before = await active();
    files = [];
    await registrar.run('local', [7], context);
    expect(await active()).toEqual(before);
  });
});
