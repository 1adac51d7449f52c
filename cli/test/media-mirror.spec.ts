import { join } from 'node:path';
import { service as orchestrator } from '@catalogsync/orchestrator';
import { type RunningService, silentLogger, systemClock } from '@catalogsync/runtime';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import Connection from 'better-sqlite3';
import type { Mirror } from '../src/clients/mirrors-client.js';
import { catalogsync, removeFolders, temporaryFolder } from './command-line.js';

// Real here: the command line and the orchestrator, over a catalogue with one playlist. No media server.

let home: string;
const id = '3';
const media = async (...args: string[]): Promise<string> => {
  const { code, stdout, stderr } = await catalogsync(['media', ...args, '--home', home]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return stdout;
};
const mirrors = async (): Promise<readonly Mirror[]> => (JSON.parse(await media('mirrors', '--json')) as { mirrors: Mirror[] }).mirrors;

let running: RunningService;
beforeAll(async () => {
  home = temporaryFolder();
  const db = join(home, 'catalogsync.db');
  expect(await catalogsync(['init-db', '--db', db])).toMatchObject({ code: 0 });
  const connection = new Connection(db);
  connection.exec("INSERT INTO playlists(id, platform, remote_playlist_id, name) VALUES (3, 'qq', 'p3', 'mine')");
  connection.close();
  const config = orchestrator.configure({ ROOT_DIR: home, WEB_HOST: '127.0.0.1', WEB_PORT: '0' });
  running = await orchestrator.start(config as never, { log: silentLogger(), clock: systemClock });
});
afterAll(async () => {
  await running.stop();
  removeFolders();
});

describe('when playlists are chosen for the media server', () => {
  it('says what jobs do from now on, and lists it', async () => {
    expect(await media('mirrors')).toBe('no playlist is mirrored; choose with media mirror\n');
    expect(await media('mirror', id, '--mode', 'append')).toBe(
      `playlist ${id} (mine) is mirrored by jobs from now on (append); media mirror-now ${id} does it at once\n`,
    );
    expect(await mirrors()).toMatchObject([{ name: 'mine', mirrored: true, reason: 'chosen', mode: 'append', mirroredAt: 0 }]);
    expect(await media('mirrors')).toMatch(/^ID +MIRRORED +MODE[^\n]+\n\d+ +yes, you chose it +append +- +0 +0 +mine\n$/);
    expect(await media('mirror', id, '--off')).toBe(`playlist ${id} (mine) is no longer mirrored; what is on the media server stays\n`);
    expect(await mirrors()).toMatchObject([{ mirrored: false, reason: 'left_out', mode: 'reconcile' }]);
  });

  it.each([
    [['mirror'], /name playlists/],
    [['mirror', '999'], /there is no playlist 999/],
    [['mirror', 'library,nothing', '--mode', 'all'], /Allowed choices are reconcile, append, replace/],
    [['mirror-now', '999'], /there is no playlist 999/],
  ])('refuses %j in one line', async (args, says) => {
    const { code, stdout, stderr } = await catalogsync(['media', ...args, '--home', home]);
    expect([code, stdout]).toEqual([args.includes('--mode') ? 2 : 1, '']);
    expect(stderr).toMatch(says);
  });
});
