import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { auditV1, resolverResolveV1, resolverSettingsV1, resolverV1 } from '@catalogsync/contracts';
import { createRpcClient, type RpcClient } from '@catalogsync/rpc';
import { type Environment, type RunningService, silentLogger, systemClock } from '@catalogsync/runtime';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { service } from '../src/main.js';

// Real here: the resolver over gRPC with SQLite; the settings are what its host would read from the files.
const services = {
  ...resolverV1.ResolverServiceService,
  ...resolverResolveV1.ResolveServiceService,
  ...resolverSettingsV1.SettingsServiceService,
  ...auditV1.AuditServiceService,
};
const limits = { deadlineMs: 20_000 };
let home: string;
let settings: Record<string, string>;
let running: RunningService;
let client: RpcClient<typeof services>;

async function start(environment: (() => Promise<Environment>) | undefined = async () => settings): Promise<void> {
  running = await service.start(service.configure(settings), { log: silentLogger(), clock: systemClock, environment });
  client = createRpcClient(services, { address: running.addresses.grpc, service: 'resolver' });
}

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'reload-'));
  settings = { ROOT_DIR: home };
});
afterEach(async () => {
  client.close();
  await running.stop();
  rmSync(home, { recursive: true, force: true });
});

function list(name: string, title: string): string {
  writeFileSync(join(home, name), `url,title,artist\nhttps://music.invalid/1.flac,${title},周杰伦\n`);
  return join(home, name);
}
const reload = () => client.reloadSources({}, limits);
const isSetUp = async (name: string) => (await client.listSources({}, limits)).sources.find((one) => one.name === name)?.configured;
const found = async (query: string) => {
  const { candidates } = await client.search({ source: 'http', query, song: undefined, link: '', limit: 5 }, limits);
  return candidates.map(({ track }) => track?.name);
};

describe('when the keys of sources have changed', () => {
  it('uses them without a restart, and says which sources and keys have changed', async () => {
    await start();
    expect(await isSetUp('http')).toBe(false);
    settings.HTTP_LISTS = list('one.csv', '晴天');
    Object.assign(settings, { SLSKD_URL: 'http://127.0.0.1:1', SLSKD_API_KEY: 'hush-hush', SLSKD_DOWNLOADS_DIR: home });
    const answer = await reload();
    expect(answer).toEqual({
      sources: [
        { name: 'soulseek', wasConfigured: false, configured: true, keys: ['SLSKD_URL', 'SLSKD_API_KEY', 'SLSKD_DOWNLOADS_DIR'] },
        { name: 'http', wasConfigured: false, configured: true, keys: ['HTTP_LISTS'] },
      ],
      restartKeys: [],
    });
    expect(JSON.stringify(answer)).not.toContain('hush');
    expect([await isSetUp('http'), await found('晴天')]).toEqual([true, ['晴天']]);
    settings.HTTP_LISTS = list('two.csv', '夜曲');
    expect((await reload()).sources).toEqual([{ name: 'http', wasConfigured: true, configured: true, keys: ['HTTP_LISTS'] }]);
    expect([await found('晴天'), await found('夜曲')]).toEqual([[], ['夜曲']]);
    delete settings.HTTP_LISTS;
    await reload();
    expect(await isSetUp('http')).toBe(false);
    const { entries } = await client.listEntries({ pageSize: 10, pageToken: '' }, limits);
    expect(entries.map(({ action, outcome }) => `${action} ${outcome}`)).toContain('reloadSources done');
  });

  it('names the keys that need a restart, however often it is asked', async () => {
    await start();
    Object.assign(settings, { DOWNLOAD_WORKERS: '4', LIBRARY_FOLDERS: home });
    for (const _time of ['first', 'second']) {
      expect(await reload()).toEqual({ sources: [], restartKeys: ['LIBRARY_FOLDERS', 'DOWNLOAD_WORKERS'] });
    }
  });

  it('changes nothing if a value is invalid', async () => {
    await start();
    Object.assign(settings, { HTTP_LISTS: list('one.csv', '晴天'), SLSKD_SEARCH_SECONDS: 'soon' });
    await expect(reload()).rejects.toMatchObject({ code: 'invalid_argument', message: expect.stringContaining('SLSKD_SEARCH_SECONDS') });
    expect(await isSetUp('http')).toBe(false);
  });

  it('is refused where nobody can read the settings again', async () => {
    running = await service.start(service.configure(settings), { log: silentLogger(), clock: systemClock });
    client = createRpcClient(services, { address: running.addresses.grpc, service: 'resolver' });
    await expect(reload()).rejects.toMatchObject({ code: 'unsupported' });
  });
});
