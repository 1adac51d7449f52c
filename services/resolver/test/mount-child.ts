import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { until } from '@catalogsync/testkit';
import { LocalFolderWatcher } from '../src/adapters/library-watch/local-folder-watcher.js';
import type { FolderEvent } from '../src/core/library/watch/model.js';

// In a mount namespace of its own: mounts over a watched folder, writes into it, and takes the mount away. Prints what is told.
const root = process.argv[2] ?? '';
const events: FolderEvent[] = [];
const watcher = new LocalFolderWatcher([{ path: root }], { pollMs: 60_000 });
const watch = await watcher.open({ changed: (event) => events.push(event), switched: () => undefined });

async function tell(step: string, path: string, name?: string): Promise<void> {
  await until(() => events.some((event) => event.path === path && event.name === name));
  events.length = 0;
  console.log(step);
}

const volume = join(root, 'b');
execFileSync('mount', ['-t', 'tmpfs', 'none', volume]);
await tell('mounted over', 'b');
writeFileSync(join(volume, 'new.mp3'), 'x');
await tell('written into the mount', 'b', 'new.mp3');
execFileSync('umount', ['-l', volume]);
await tell('unmounted', 'b');
writeFileSync(join(volume, 'old.mp3'), 'x');
await tell('written below it', 'b', 'old.mp3');
await watch.close();
process.exit();
