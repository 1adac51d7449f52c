import { join } from 'node:path';
import { until } from '@catalogsync/testkit';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { catalogsync, removeFolders, startCatalogsync, temporaryFolder } from './command-line.js';

// Real here: the command line in this process, and the services that it starts for the purpose, with
// their gRPC sockets; the last test has all of them in a process of their own.
afterAll(removeFolders);

interface Listed {
  readonly schedules: readonly { readonly name: string; readonly lastJobId?: number; readonly [key: string]: unknown }[];
}

let home: string;
beforeAll(() => {
  home = join(temporaryFolder(), 'h');
});
const schedules = (...args: string[]) => catalogsync(['schedules', ...args, '--home', home]);
const list = async (): Promise<Listed['schedules']> => (JSON.parse((await schedules('list', '--json')).stdout) as Listed).schedules;

describe('when schedules are managed from the command line', () => {
  it('adds one and shows its next run', async () => {
    const added = await schedules('add', 'nightly', '--pattern', '30 3 * * *', '--jitter', '600', '--blackout', '22:00-06:30,12:00-13:00');
    expect(added.code).toBe(0);
    expect(added.stdout).toMatch(/^schedule 1 \(nightly\), next run: \d{4}-\d\d-\d\d 06:30\n$/m);
    expect(await list()).toMatchObject([{ id: 1, name: 'nightly', template: 'full', jitterSeconds: 600, enabled: true }]);
  });

  it('edits only what is given', async () => {
    expect((await schedules('edit', 'nightly', '--name', '每晚', '--template', 'publish', '--blackout', '')).code).toBe(0);
    expect(await list()).toMatchObject([
      { name: '每晚', template: 'publish', pattern: '30 3 * * *', jitterSeconds: 600, blackoutHours: [] },
    ]);
  });

  it('disables and enables one by name or id, and shows its state', async () => {
    expect((await schedules('disable', '每晚')).stdout).toBe('schedule 1 (每晚), next run: disabled\n');
    expect((await schedules('list')).stdout).toMatch(/^1 +每晚 +publish +30 3 \* \* \* +disabled +never$/m);
    expect(await list()).toMatchObject([{ enabled: false, nextRunAt: null }]);
    expect((await schedules('enable', '1')).code).toBe(0);
  });

  it.each([
    ['an unknown schedule', ['remove', 'weekly'], 1],
    ['a name in use', ['add', '每晚', '--pattern', '0 3 * * *'], 1],
    ['a pattern that never fires', ['add', 'other', '--pattern', '0 0 30 2 *'], 1],
    ['blackout hours that cover the day', ['edit', '1', '--blackout', '00:00-24:00'], 1],
    ['an unknown template', ['edit', '1', '--template', 'everything'], 1],
    ['an unknown source', ['edit', '1', '--sources', 'napster'], 1],
    ['a missing pattern', ['add', 'other'], 2],
    ['a jitter that is not a number', ['edit', '1', '--jitter', 'much'], 2],
  ])('%s gives one clear error line and changes nothing', async (_, args, expected) => {
    const before = await list();
    const { code, stdout, stderr } = await schedules(...args);
    expect({ code, stdout }).toEqual({ code: expected, stdout: '' });
    expect(stderr).toMatch(/^catalogsync: [^\n]+\n$/);
    expect(await list()).toEqual(before);
  });

  it('removes one', async () => {
    expect(await schedules('remove', '每晚')).toMatchObject({ code: 0, stdout: 'removed: 每晚\n' });
    expect(await list()).toEqual([]);
  });
});

describe('when everything is running', () => {
  beforeAll(async () => {
    // Built now, so that the next process starts immediately.
    expect((await startCatalogsync(['--version']).ended).code).toBe(0);
  });

  it('starts a job for a schedule added meanwhile', async () => {
    const environment = Object.fromEntries(
      ['PUBLIC_API', 'WEB', 'SNAPSHOT', 'ORIGIN'].flatMap((name) => [
        [`${name}_PORT`, '0'],
        [`${name}_HOST`, '127.0.0.1'],
      ]),
    );
    const up = startCatalogsync(['up', '--home', home], { environment });
    await up.waitFor(/^Catalogue: /m);
    expect((await schedules('add', 'often', '--pattern', '* * * * * *', '--template', 'publish')).code).toBe(0);
    await until(async () => ((await list())[0]?.lastJobId ?? 0) > 0);
    up.child.kill('SIGTERM');
    expect((await up.ended).code).toBe(0);
  });
});
