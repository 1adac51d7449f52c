import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { until } from '@catalogsync/testkit';
import { LocalFolderWatcher } from '../src/adapters/library-watch/local-folder-watcher.js';
import type { FolderEvent } from '../src/core/library/watch/model.js';

// In a user namespace of its own, where the system gives only so many watches or watchers: prints how the folder is watched, and
// what is told of a new file.
const [root = '', limit = '', count = ''] = process.argv.slice(2);
const events: FolderEvent[] = [];
writeFileSync(`/proc/sys/user/${limit}`, count);
for (let at = 0; at < 20; at++) mkdirSync(join(root, `folder ${at}`), { recursive: true });
const watcher = new LocalFolderWatcher([{ path: root }], { pollMs: 200 });
const watch = await watcher.open({ changed: (event) => events.push(event), switched: () => undefined });
await until(() => watch.roots().every(({ mode }) => mode === 'polling'));
for (const { mode, reason } of watch.roots()) console.log(`${mode}: ${reason}`);
writeFileSync(join(root, 'folder 19', 'new.mp3'), 'x');
await until(() => events.some(({ path, name }) => path === 'folder 19' && name === 'new.mp3'));
console.log('told of the file');
process.exit();
