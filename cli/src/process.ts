import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { keepFilesPrivate, systemClock } from '@catalogsync/runtime';
import { withSecretFiles } from './home/secret-files.js';
import { giveBackIdleMemory } from './idle-memory.js';
import { endAtOnce } from './process-end.js';
import { runCommandLine } from './program.js';
import type { CommandContext } from './report/command-context.js';
import { reportFailure } from './report/failure.js';
import { Output } from './report/output.js';

/** How long everything may take to finish after Ctrl-C or SIGTERM. */
const stopWithinMs = 5000;

/** The same distance from src/ and from dist/. */
const workspace = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

function processContext(signal: AbortSignal): CommandContext {
  return {
    surroundings: { environment: withSecretFiles(process.env), cwd: process.cwd(), workspace },
    output: new Output(process.stdout, process.stderr),
    clock: systemClock,
    signal,
    settings: { debug: false, json: false },
    result: { exitCode: 0 },
  };
}

/** The first signal requests an orderly end, the second ends at once. */
function followSignals(context: CommandContext, stop: AbortController): void {
  const exitCodes = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(name, () => {
      if (stop.signal.aborted) endAtOnce(exitCodes[name]);
      stop.abort();
      // Those who wait for a load balancer wait for it first.
      const withinMs = stopWithinMs + (context.settings.drainMs ?? 0);
      setTimeout(() => {
        context.output.note(`catalogsync: not everything stopped within ${withinMs / 1000} s`);
        endAtOnce(1);
      }, withinMs).unref();
    });
  }
}

/** It is not an error if a reader closes early (`catalogsync … | head`). */
function followClosedPipe(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => endAtOnce(error.code === 'EPIPE' ? 0 : 1));
  }
}

/** Runs the command line of this process and returns its exit code. */
export async function runCommandProcess(): Promise<number> {
  keepFilesPrivate();
  const stop = new AbortController();
  const context = processContext(stop.signal);
  followSignals(context, stop);
  followClosedPipe();
  giveBackIdleMemory();
  process.on('uncaughtException', (error) => {
    endAtOnce(reportFailure(error, context.output, { debug: context.settings.debug, interrupted: stop.signal.aborted }));
  });
  const { version } = JSON.parse(await readFile(join(workspace, 'package.json'), 'utf8')) as { version: string };
  return runCommandLine(process.argv.slice(2), context, version);
}
