import { Command } from 'commander';
import { addArtists } from './commands/artists.js';
import { addBackends } from './commands/backends.js';
import { addChoices } from './commands/choices.js';
import { addCloudFollow } from './commands/cloud-follow.js';
import { addCloudInvite } from './commands/cloud-invite.js';
import { addCloudJoin } from './commands/cloud-join.js';
import { addCloudKeys } from './commands/cloud-keys.js';
import { addConfig } from './commands/config.js';
import { addConsole } from './commands/console.js';
import { addDoctor } from './commands/doctor.js';
import { addDownloads, addQuarantine } from './commands/downloads.js';
import { addExportSnapshot } from './commands/export-snapshot.js';
import { addImport } from './commands/import.js';
import { addInitDb } from './commands/init-db.js';
import { addJobs } from './commands/jobs.js';
import { addKeys } from './commands/keys.js';
import { addLibrary } from './commands/library.js';
import { addLyrics } from './commands/lyrics.js';
import { addMedia } from './commands/media.js';
import { addPlaylists } from './commands/playlists.js';
import { addRank } from './commands/rank.js';
import { addResolve } from './commands/resolve.js';
import { addRun } from './commands/run.js';
import { addScan } from './commands/scan.js';
import { addSchedules } from './commands/schedules.js';
import { addServe } from './commands/serve.js';
import { addSnapshot } from './commands/snapshot.js';
import { addSongs } from './commands/songs.js';
import { addSources } from './commands/sources.js';
import { addTest } from './commands/test-suites.js';
import { addUp } from './commands/up.js';
import type { CommandContext } from './report/command-context.js';
import { reportFailure } from './report/failure.js';
import { printable } from './report/output.js';

/** In the order of `--help`. */
const commands = [
  addUp,
  addServe,
  addRun,
  addScan,
  addJobs,
  addPlaylists,
  addSongs,
  addArtists,
  addLibrary,
  addSources,
  addResolve,
  addRank,
  addChoices,
  addLyrics,
  addDownloads,
  addQuarantine,
  addMedia,
  addInitDb,
  addImport,
  addExportSnapshot,
  addSnapshot,
  addKeys,
  addCloudInvite,
  addCloudJoin,
  addCloudFollow,
  addCloudKeys,
  addBackends,
  addSchedules,
  addConfig,
  addConsole,
  addDoctor,
  addTest,
];

/** commander prints "error: …" and may add a "(Did you mean …?)" line. */
function usageLine(text: string): string {
  return `${printable(text.trim().replace(/^error: /, 'catalogsync: '))}\n`;
}

/**
 * The whole command line. Every failure is thrown: a CommanderError for usage, help and version, anything else from a command.
 * @internal for tests
 */
export function createProgram(context: CommandContext, version: string): Command {
  const program = new Command('catalogsync')
    .description('A self-hosted music catalogue: scanned, published as signed snapshots, served.')
    .version(version, '--version', 'print the version')
    .helpOption('--help', 'print help')
    .option('--debug', 'print stack traces and debug logs')
    .option('--json', 'print results as JSON')
    .configureHelp({ showGlobalOptions: true })
    .configureOutput({
      writeOut: (text) => context.output.stdout.write(text),
      writeErr: (text) => context.output.stderr.write(text),
      outputError: (text, write) => write(usageLine(text)),
    })
    .exitOverride()
    .hook('preAction', () => {
      context.settings.debug = program.opts().debug === true;
      context.settings.json = program.opts().json === true;
    });
  for (const add of commands) add(program, context);
  return program;
}

/** Runs a command line and returns the exit code; failures have been printed by then. */
export async function runCommandLine(args: readonly string[], context: CommandContext, version: string): Promise<number> {
  try {
    await createProgram(context, version).parseAsync(args, { from: 'user' });
    return context.result.exitCode;
  } catch (error) {
    return reportFailure(error, context.output, { debug: context.settings.debug, interrupted: context.signal.aborted });
  }
}
