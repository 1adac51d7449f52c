import { join, resolve } from 'node:path';
import { share } from '@catalogsync/runtime';
import type { Command } from 'commander';
import type { CommandContext } from '../report/command-context.js';

interface Options {
  readonly db: string;
  readonly targetDir: string;
}

async function exportOnce(options: Options, context: CommandContext): Promise<void> {
  const { exportSnapshot } = await import('@catalogsync/snapshot');
  const db = resolve(context.surroundings.cwd, options.db);
  const targetDir = resolve(context.surroundings.cwd, options.targetDir);
  const manifest = await exportSnapshot({ db, targetDir, signal: context.signal });
  // Written for others to read, unlike the files of a home.
  await share(join(targetDir, 'catalog_read.db'), 0o444);
  if (context.settings.json) return context.output.json(manifest);
  context.output.line(`exported ${manifest.track_count} tracks and ${manifest.playlist_count} playlists to ${targetDir}`);
}

/** `export-snapshot --db F --target-dir D` (behaviour 135) */
export function addExportSnapshot(program: Command, context: CommandContext): void {
  program
    .command('export-snapshot')
    .description('write catalog_read.db and manifest.json of a catalogue database into a folder')
    .requiredOption('--db <file>', 'the catalogue database; it is only read')
    .requiredOption('--target-dir <dir>', 'folder to write to; created if it is missing')
    .action((options: Options) => exportOnce(options, context));
}
