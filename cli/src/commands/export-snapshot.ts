import { join, resolve } from 'node:path';
import { share } from '@catalogsync/runtime';
import type { Command } from 'commander';
import type { CommandContext } from '../report/command-context.js';

interface Options {
  readonly db: string;
  readonly targetDir: string;
  readonly coversDir?: string;
}

async function exportOnce(options: Options, context: CommandContext): Promise<void> {
  const { coversBeside, exportSnapshot } = await import('@catalogsync/snapshot');
  const db = resolve(context.surroundings.cwd, options.db);
  const targetDir = resolve(context.surroundings.cwd, options.targetDir);
  const folder = options.coversDir === undefined ? coversBeside(db) : resolve(context.surroundings.cwd, options.coversDir);
  const onMissing = (pictures: number): void =>
    context.output.note(`${pictures} pictures of covers are not in ${folder}; the export is without them. Name their folder: --covers-dir`);
  const manifest = await exportSnapshot({ db, targetDir, covers: { folder, onMissing }, signal: context.signal });
  // Written for others to read, unlike the files of a home.
  await share(join(targetDir, 'catalog_read.db'), 0o444);
  if (context.settings.json) return context.output.json(manifest);
  context.output.line(`exported ${manifest.track_count} tracks and ${manifest.playlist_count} playlists to ${targetDir}`);
  for (const name of ['catalog_read.db', 'manifest.json']) context.output.line(`  ${join(targetDir, name)}`);
}

/** `export-snapshot --db F --target-dir D` (behaviour 135) */
export function addExportSnapshot(program: Command, context: CommandContext): void {
  program
    .command('export-snapshot')
    .description('write a snapshot of a catalogue database, with the pictures of its covers, into a folder')
    .requiredOption('--db <file>', 'the catalogue database; it is only read')
    .requiredOption('--target-dir <dir>', 'folder to write to; created if it is missing')
    .option('--covers-dir <dir>', 'pictures of covers, as COVERS_DIR; without it the folder covers beside the database')
    .action((options: Options) => exportOnce(options, context));
}
