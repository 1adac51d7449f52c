import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { until } from '@catalogsync/testkit';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { LocalFolderWatcher, type WatcherSettings } from '../src/adapters/library-watch/local-folder-watcher.js';
import { changedMounts, parseMounts } from '../src/adapters/library-watch/mount-table.js';
import { remoteKind } from '../src/adapters/library-watch/remote-file-systems.js';
import type { FolderEvent, OpenWatch } from '../src/core/library/watch/model.js';

// Real here: folders, inotify, and polling. Which file system is a network's is told by the test.

let root: string;
let events: FolderEvent[];
let watch: OpenWatch | undefined;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'watched-'));
  for (const folder of ['a/one', 'b']) mkdirSync(join(root, folder), { recursive: true });
  events = [];
});
afterEach(async () => {
  await watch?.close();
  rmSync(root, { recursive: true, force: true });
});

async function open(settings: Partial<WatcherSettings>): Promise<OpenWatch> {
  const watcher = new LocalFolderWatcher([{ path: root }], { pollMs: 300, ...settings });
  watch = await watcher.open({ changed: (event) => events.push(event), switched: () => undefined });
  return watch;
}

const heard = (path: string, name?: string) => until(() => events.some((event) => event.path === path && event.name === name));

describe('when a library folder is on a network file system', () => {
  it('is polled by the times of its folders, and says so', async () => {
    const opened = await open({ remoteKindOf: async () => 'nfs' });
    expect(opened.roots()).toEqual([
      { root, mode: 'polling', reason: 'it is on a network file system (nfs); looked at every 0 s', folders: 4 },
    ]);
    writeFileSync(join(root, 'a/one/1.mp3'), 'x');
    await heard('a/one', '1.mp3');
    mkdirSync(join(root, 'c/deep'), { recursive: true });
    await heard('c', undefined);
    renameSync(join(root, 'b'), join(root, 'renamed'));
    await heard('b', undefined);
    await heard('renamed', undefined);
    writeFileSync(join(root, 'c/deep/2.mp3'), 'x');
    await heard('c/deep', '2.mp3');
    rmSync(join(root, 'a'), { recursive: true });
    await heard('a', undefined);
  });

  it('only that part of it is polled, where it is mounted below', async () => {
    // Folders of one device are not asked for again, so the whole stands for a mount here.
    const opened = await open({ remoteKindOf: async (path) => (path === root ? undefined : 'cifs') });
    expect(opened.roots()).toMatchObject([{ mode: 'events', reason: undefined, folders: 4 }]);
  });
});

// Mounts and limits need namespaces of their own, which not every machine allows.
const mayMount = spawnSync('unshare', ['-m', 'true']).status === 0;
const limits = '/proc/sys/user/max_inotify_watches';
const mayLimit = spawnSync('unshare', ['-U', '-r', 'sh', '-c', `echo 5 > ${limits}`]).status === 0;

/** What a program tells that runs in namespaces of its own, line by line. */
function toldBy(program: string, namespaces: readonly string[], ...args: readonly string[]): string[] {
  const workspace = fileURLToPath(new URL('../../..', import.meta.url));
  const flags = ['--conditions=catalogsync-source', '--import', join(workspace, 'tools/swc-register.mjs'), '--no-warnings'];
  const path = fileURLToPath(new URL(program, import.meta.url));
  const { NODE_OPTIONS: _jest, ...env } = process.env;
  const command = [...namespaces, process.execPath, ...flags, path, ...args];
  return execFileSync('unshare', command, { cwd: workspace, env, encoding: 'utf8', timeout: 60_000 }).trim().split('\n');
}

describe('when the system gives no more watches', () => {
  it.each([
    ['max_inotify_watches', '12', 'the system gives no more watches; raise fs.inotify.max_user_watches'],
    ['max_inotify_instances', '0', 'the system gives no more watchers; raise fs.inotify.max_user_instances'],
  ])('the folder is polled instead (%s)', (limit, count, reason) => {
    if (!mayLimit) return;
    const told = toldBy('exhausted-child.ts', ['-U', '-r'], root, limit, count);
    expect(told).toEqual([`polling: ${reason}; looked at every 0 s`, 'told of the file']);
  });
});

describe('when a file system that tells nothing is mounted below a library folder', () => {
  (mayMount ? it : it.skip)('that part is polled and the rest is not', () => {
    expect(toldBy('silent-mount-child.ts', ['-m'], root, 'polled')).toEqual([
      expect.stringMatching(/^polling: nas is on a network file system \(nfs\)/),
      ...['told of the file here', 'told of the file there', 'told of a new folder there'],
    ]);
  });

  (mayMount ? it : it.skip)('nothing would be noticed there otherwise', () => {
    const told = toldBy('silent-mount-child.ts', ['-m'], root, 'watched');
    expect(told).toEqual(['events: undefined', 'told of the file here', 'nothing told of the file there']);
  });
});

describe('when a volume is mounted over a watched folder and taken away again', () => {
  (mayMount ? it : it.skip)('both are noticed, and what is written into either', () => {
    const told = toldBy('mount-child.ts', ['-m'], root);
    expect(told).toEqual(['mounted over', 'written into the mount', 'unmounted', 'written below it']);
  });
});

describe('when the system drops events', () => {
  it('everything is taken for changed', async () => {
    await open({ queued: 50 });
    for (let at = 0; at < 100; at++) writeFileSync(join(root, `b/${at}.mp3`), 'x');
    await heard('', undefined);
    events.length = 0;
    mkdirSync(join(root, 'b/new'));
    await heard('b/new', undefined);
    await sleep(50);
    writeFileSync(join(root, 'b/new/1.mp3'), 'x');
    await heard('b/new', '1.mp3');
  });
});

describe('when file systems and mounts are told apart', () => {
  it('knows those without events, whatever the sign of their number', () => {
    expect([0x6969, 0xff534d42, 0xff534d42 | 0, 0x65735546, 0x01021997].map(remoteKind)).toEqual(['nfs', 'cifs', 'cifs', 'fuse', '9p']);
    expect([0xef53, 0x9123683e, 0x01021994, 0x794c7630].map(remoteKind)).toEqual([undefined, undefined, undefined, undefined]);
  });

  it('finds the places where something is mounted, unmounted or mounted over', () => {
    const line = (id: number, device: string, point: string): string => `${id} 1 ${device} / ${point} rw - ext4 /dev/x rw`;
    const before = parseMounts([line(1, '8:1', '/'), line(2, '8:2', '/my\\040music'), line(3, '8:3', '/gone')].join('\n'));
    const after = parseMounts([line(1, '8:1', '/'), line(2, '8:2', '/my\\040music'), line(4, '8:4', '/my\\040music')].join('\n'));
    expect(changedMounts(before, after).sort()).toEqual(['/gone', '/my music']);
    expect(changedMounts(after, after)).toEqual([]);
  });
});
