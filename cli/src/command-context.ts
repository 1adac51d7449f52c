import type { Clock, Environment } from '@catalogsync/runtime';
import type { Output } from './report/output.js';

/** What every command gets; nothing below it touches `process`. */
export interface CommandContext {
  readonly environment: Environment;
  /** Folder that relative paths start from. */
  readonly cwd: string;
  /** Folder of this installation: where `catalogsync`, libs/ and services/ are. */
  readonly workspace: string;
  readonly output: Output;
  readonly clock: Clock;
  /** Aborted at the first Ctrl-C or SIGTERM: finish what is open and return. */
  readonly signal: AbortSignal;
  /** The options common to all commands; valid once a command runs. */
  readonly settings: { debug: boolean; json: boolean };
  /** For a command whose output says everything: ends with this code without a message of its own. */
  readonly result: { exitCode: number };
}
