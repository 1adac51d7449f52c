import 'reflect-metadata';
import { rmSync } from 'node:fs';
import { auditV1, resolverUpkeepV1 } from '@catalogsync/contracts';
import { createRpcClient, RpcAccess, type RpcClient } from '@catalogsync/rpc';
import { silentWav } from '@catalogsync/testkit';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { LibraryHarness } from './library-harness.js';

// Real here: files, the whole resolver over SQLite and gRPC.
const services = { ...resolverUpkeepV1.UpkeepServiceService, ...auditV1.AuditServiceService };
const limits = { deadlineMs: 20_000 };
let library: LibraryHarness;
let client: RpcClient<typeof services>;

beforeEach(async () => {
  library = new LibraryHarness();
  await library.start();
  client = createRpcClient(services, { address: library.address, service: 'resolver' });
  library.write('good.wav', silentWav(1));
  library.write('empty.flac', '');
  library.write('zeros.flac', Buffer.alloc(5000));
});
afterEach(async () => {
  client.close();
  await library.dispose();
});

const listed = async (includeSetAside = false, pageSize = 0): Promise<string[]> => {
  const paths: string[] = [];
  for (let pageToken = ''; ; ) {
    const page = await client.listFaults({ includeSetAside, pageSize, pageToken }, limits);
    paths.push(...page.faults.map(({ path }) => path.slice(library.music.length + 1)));
    pageToken = page.nextPageToken;
    if (pageToken === '') return paths;
  }
};

describe('when files of the library have faults', () => {
  it('tells each once, lists them until they are mended, and calls them what they are', async () => {
    const first = await library.scan();
    expect(first).toMatchObject({ problemCount: 2, knownFaultCount: 0, setAsideCount: 0 });
    expect(first.problems.map(({ reason }) => reason)).toEqual([
      'the file is empty',
      'it holds only zeros: its copying or downloading was never finished',
    ]);
    expect(await library.scan()).toMatchObject({ problemCount: 0, problems: [], knownFaultCount: 2 });
    library.write('web.mp3', '<!DOCTYPE html><title>404</title>');
    expect(await library.scan()).toMatchObject({
      problems: [{ path: library.path('web.mp3'), reason: 'its name says MPEG audio, but it is a web page' }],
      knownFaultCount: 2,
    });
    expect(await listed()).toEqual(['empty.flac', 'web.mp3', 'zeros.flac']);
    expect(await listed(false, 1)).toEqual(['empty.flac', 'web.mp3', 'zeros.flac']);
    rmSync(library.path('zeros.flac'));
    rmSync(library.path('web.mp3'));
    expect(await library.scan()).toMatchObject({ problemCount: 0, knownFaultCount: 1 });
    expect(await listed()).toEqual(['empty.flac']);
  });

  it('lists those that were set aside no longer, until their files change', async () => {
    await library.scan();
    const path = library.path('empty.flac');
    await client.setFaultsAside({ paths: [path], undo: false, onBehalfOf: '' }, limits);
    expect(await listed()).toEqual(['zeros.flac']);
    expect((await client.listFaults({ includeSetAside: true, pageSize: 0, pageToken: '' }, limits)).faults[0]).toMatchObject({
      path,
      setAsideBy: 'command line',
      setAsideAt: expect.any(Number),
    });
    expect(await library.scan()).toMatchObject({ problemCount: 0, knownFaultCount: 1, setAsideCount: 1 });
    await client.setFaultsAside({ paths: [path], undo: true, onBehalfOf: '' }, limits);
    expect(await listed()).toHaveLength(2);
    await client.setFaultsAside({ paths: [path], undo: false, onBehalfOf: '' }, limits);
    library.write('empty.flac', Buffer.alloc(300));
    expect(await library.scan()).toMatchObject({ problemCount: 1, problems: [{ path }], setAsideCount: 0 });
    expect(await listed()).toEqual(['empty.flac', 'zeros.flac']);
  });

  it('refuses to set aside what has no fault, changes nothing then, and records who set what aside', async () => {
    await library.scan();
    const paths = [library.path('empty.flac'), library.path('good.wav')];
    await expect(client.setFaultsAside({ paths, undo: false, onBehalfOf: '' }, limits)).rejects.toMatchObject({ code: 'not_found' });
    expect(await listed()).toHaveLength(2);
    await client.setFaultsAside({ paths: paths.slice(0, 1), undo: false, onBehalfOf: '' }, limits);
    const { entries } = await client.listEntries({ pageSize: 0, pageToken: '' }, limits);
    expect(entries.map(({ action, outcome }) => [action, outcome])).toEqual([
      ['setFaultsAside', 'done'],
      ['setFaultsAside', 'not_found'],
    ]);
  });

  it('counts them on the first page, and takes the word of the console alone for who sets them aside', async () => {
    await library.scan();
    expect((await client.listFaults({ includeSetAside: false, pageSize: 1, pageToken: '' }, limits)).total).toBe(2);
    const path = library.path('empty.flac');
    const orchestrator = createRpcClient(services, {
      ...{ address: library.address, service: 'resolver' },
      access: new RpcAccess('orchestrator', { KEYS_DIR: '', RPC_SHARED_SECRET: '' }),
    });
    const setAsideBy = async (by: RpcClient<typeof services>): Promise<string | undefined> => {
      await by.setFaultsAside({ paths: [path], undo: false, onBehalfOf: 'user nina' }, limits);
      return (await client.listFaults({ includeSetAside: true, pageSize: 0, pageToken: '' }, limits)).faults[0]?.setAsideBy;
    };
    try {
      expect([await setAsideBy(client), await setAsideBy(orchestrator)]).toEqual(['command line', 'user nina']);
    } finally {
      orchestrator.close();
    }
    expect((await client.listFaults({ includeSetAside: false, pageSize: 1, pageToken: '' }, limits)).total).toBe(1);
    expect((await client.listFaults({ includeSetAside: true, pageSize: 1, pageToken: '' }, limits)).total).toBe(2);
  });

  it('tells of files in formats that are not read once per format', async () => {
    for (const name of ['a/1.tta', 'a/2.tta', 'b/3.TTA', 'b/4.ac3']) library.write(name, 'x');
    const { problems } = await library.scan();
    expect(problems.map(({ path }) => path.slice(library.music.length + 1)).filter((path) => path.startsWith('*'))).toEqual([
      '*.ac3',
      '*.tta',
    ]);
    library.write('c/5.tta', 'x');
    expect(await library.scan()).toMatchObject({ problemCount: 0, knownFaultCount: 4 });
  });

  it('forgets files that are gone for longer than a year, and says which tracks it would not know again', async () => {
    library.write('second.wav', silentWav(2));
    await library.scan();
    const ids = await library.ids();
    const [good = '', second = ''] = [ids['good.wav'], ids['second.wav']];
    rmSync(library.path('second.wav'));
    await library.scan();
    const forgotten = async () => (await client.listForgottenTracks({ remoteTrackIds: [good, second, 'never'] }, limits)).remoteTrackIds;
    expect(await forgotten()).toEqual(['never']);
    expect(await client.purgeIndex({ dryRun: false }, limits)).toEqual({ goneFiles: 0 });
    library.clockMs += 366 * 86_400_000;
    expect(await client.purgeIndex({ dryRun: true }, limits)).toEqual({ goneFiles: 1 });
    expect(await forgotten()).toEqual(['never']);
    expect(await client.purgeIndex({ dryRun: false }, limits)).toEqual({ goneFiles: 1 });
    expect(await forgotten()).toEqual([second, 'never']);
  });
});
