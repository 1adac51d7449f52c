import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { until } from '@catalogsync/testkit';
import { LocalFolderWatcher } from '../src/adapters/library-watch/local-folder-watcher.js';
import type { FolderEvent } from '../src/core/library/watch/model.js';

// In a mount namespace of its own: a file system that tells nothing is mounted below a watched folder, as that of a server is. What
// changes on the server is written into a layer below an overlay, of which the overlay has no events.
const root = process.argv[2] ?? '';
const isPolled = process.argv[3] === 'polled';
const [server, other, mounted] = [join(root, 'server'), join(root, 'other'), join(root, 'music/nas')];
for (const folder of [join(server, 'albums'), other, mounted]) mkdirSync(folder, { recursive: true });
execFileSync('mount', ['-t', 'overlay', '-o', `lowerdir=${server}:${other}`, 'none', mounted]);
const events: FolderEvent[] = [];
const music = join(root, 'music');
const remoteKindOf = async (path: string) => (isPolled && path.startsWith(mounted) ? 'nfs' : undefined);
const watcher = new LocalFolderWatcher([{ path: music }], { pollMs: 200, remoteKindOf });
const watch = await watcher.open({ changed: (event) => events.push(event), switched: () => undefined });
for (const { mode, reason } of watch.roots()) console.log(`${mode}: ${reason}`);

const heard = (path: string, name?: string): boolean => events.some((event) => event.path === path && event.name === name);
writeFileSync(join(music, 'here.mp3'), 'x');
await until(() => heard('', 'here.mp3'));
console.log('told of the file here');
writeFileSync(join(server, 'albums', 'there.mp3'), 'x');
await Promise.race([until(() => heard('nas/albums', 'there.mp3')), sleep(3_000)]);
console.log(heard('nas/albums', 'there.mp3') ? 'told of the file there' : 'nothing told of the file there');
mkdirSync(join(server, 'albums', 'new'));
writeFileSync(join(server, 'albums', 'new', '1.mp3'), 'x');
if (isPolled) {
  await until(() => heard('nas/albums/new'));
  console.log('told of a new folder there');
}
process.exit();
