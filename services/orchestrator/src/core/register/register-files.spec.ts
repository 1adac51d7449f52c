import type { ExecutionContext, Item } from '@catalogsync/job-engine';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { MemoryCatalogue } from '../../../test/memory/memory-catalogue.js';
import { MemoryReader } from '../../../test/memory/memory-reader.js';
import { track, trackFile } from '../catalogue/catalogue-stores.contract.js';
import type { ChangedFiles, SourceCatalog, TrackFile } from '../sources/source-catalog.js';
import { LibraryFilesExecutor } from './library-files-executor.js';
import { RegisterFiles } from './register-files.js';

// Real here: the use case over an in-memory catalogue. Tests provide only the list of files.
const context = { signal: new AbortController().signal, report: () => undefined };
let catalogue: MemoryCatalogue<object>;
let reader: MemoryReader;
let files: readonly TrackFile[];
let changes: readonly ChangedFiles[];
/** What was asked of the source: all, or since when. */
let asked: string[];
let registrar: RegisterFiles;
beforeEach(async () => {
  catalogue = new MemoryCatalogue(() => ({}));
  reader = new MemoryReader(catalogue.tables);
  [changes, asked] = [[], []];
  const sources: Pick<SourceCatalog, 'files' | 'changedFiles'> = {
    files: async function* () {
      asked.push('all');
      yield files;
    },
    changedFiles: async function* (_source, since) {
      asked.push(since);
      yield* changes;
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

describe('when only what changed is registered', () => {
  const page = (items: readonly TrackFile[], gone: readonly string[], position: string): ChangedFiles => ({
    ...{ items, gone, position, isWhole: false },
  });
  const position = () => catalogue.run((stores) => stores.files.position('local'));

  /** All, at a known position of the songs. */
  async function begin(): Promise<void> {
    await catalogue.run(({ songs }) => songs.savePosition('local', '5'));
    files = [trackFile('1'), trackFile('2')];
    const outcome = await registrar.run('local', undefined, context);
    if (outcome.kind === 'succeeded') await catalogue.run(async (stores) => outcome.effect?.(stores));
    expect(await position()).toBe('5');
    asked = [];
  }

  it('goes on where all were registered, marks gone ones missing, and touches no others', async () => {
    await begin();
    const [one = 0, two = 0] = await active();
    changes = [page([{ ...trackFile('2'), ext: 'mp3', qualityLabel: 'mp3' }], [], '6'), page([], ['1', 'never known'], '7')];
    expect(await registrar.runChanged('local', context)).toMatchObject({ kind: 'succeeded', result: { file_count: 1 }, events: [] });
    expect([asked, await position()]).toEqual([['5'], '7']);
    const after = await active();
    expect(after).toHaveLength(1);
    expect([one, two]).not.toContain(after[0]);
    changes = [page([trackFile('1')], [], '8')];
    await registrar.runChanged('local', context);
    expect(asked).toEqual(['5', '7']);
    expect(await active()).toContain(one);
  });

  it('comes back to files whose songs are not there yet', async () => {
    await begin();
    changes = [page([trackFile('3')], [], '6'), page([trackFile('2')], [], '7')];
    expect(await registrar.runChanged('local', context)).toMatchObject({ events: [{ type: 'files_without_song' }] });
    expect(await position()).toBe('5');
    await catalogue.run(({ songs }) => songs.save('local', [track('3')]));
    expect(await registrar.runChanged('local', context)).toMatchObject({ result: { file_count: 2 }, events: [] });
    expect([await position(), (await active()).length]).toEqual(['7', 3]);
  });

  it('registers all if nobody knows since when, or the index was lost', async () => {
    files = [trackFile('1')];
    await registrar.runChanged('local', context);
    expect(asked).toEqual(['all']);
    await begin();
    [files, changes] = [[trackFile('2')], [{ ...page([trackFile('2')], [], '1'), isWhole: true }]];
    await registrar.runChanged('local', context);
    expect([asked, await active()]).toEqual([['5', 'all'], [expect.any(Number)]]);
  });

  it('a scan of the whole library registers all, one of some folders does not, nor do the small jobs beside long ones', async () => {
    const jobs = [
      { template: 'scan', scope: {} },
      { template: 'scan', scope: { folders: [{ path: '/m/a', whole: false }] } },
      { template: 'library', scope: {} },
    ];
    const done: string[] = [];
    const outcome = { kind: 'succeeded' } as const;
    const executor = new LibraryFilesExecutor({
      sources: { sources: async () => [] },
      registrar: {
        run: async () => {
          done.push('all');
          return outcome;
        },
        runChanged: async () => {
          done.push('changed');
          return outcome;
        },
      },
    });
    for (const job of jobs) await executor.execute({ source: 'local' } as Item, { ...context, job } as unknown as ExecutionContext);
    expect(done).toEqual(['all', 'changed', 'changed']);
  });
});
