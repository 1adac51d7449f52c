import type { Clock, Environment } from '@catalogsync/runtime';
import { type Output, printable } from './output.js';

/** Where a command was called. */
interface CommandSurroundings {
  readonly environment: Environment;
  /** The folder that relative paths start from. */
  readonly cwd: string;
  /** The folder of this installation: where `catalogsync`, libs/ and services/ are. */
  readonly workspace: string;
}

/** What every command gets; nothing below it touches `process`. */
export interface CommandContext {
  readonly surroundings: CommandSurroundings;
  readonly output: Output;
  readonly clock: Clock;
  /** Aborted at the first Ctrl-C or SIGTERM: finish what is under way and return. */
  readonly signal: AbortSignal;
  /** The options that every command has, and how long services drain (milliseconds); set when a command starts. */
  readonly settings: { debug: boolean; json: boolean; drainMs?: number };
  /** The exit code of a command whose output says everything: no line of its own follows. */
  readonly result: { exitCode: number };
}

/** The result of a command: JSON for a program, otherwise lines for a person. */
export function printResult({ settings, output }: CommandContext, value: unknown, lines: () => string | readonly string[]): void {
  if (settings.json) output.json(value);
  else for (const line of [lines()].flat()) output.line(printable(line));
}
