import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Environment, keepFilesPrivate, leaveFilesAsStarted, systemClock } from '@catalogsync/runtime';
import { runCommandLine } from '../src/program.js';
import { Output } from '../src/report/output.js';

/** How a command ended and what it wrote. */
export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Surroundings {
  readonly environment?: Environment;
  readonly cwd?: string;
  readonly signal?: AbortSignal;
  /** Where the clock of the command stands. */
  readonly now?: number;
}

const workspace = process.cwd();

/** A folder that is removed by `removeFolders`. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'cli-'));
  folders.push(folder);
  return folder;
}

const folders: string[] = [];

export function removeFolders(): void {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
}

/** Runs a command line in this process, as `catalogsync` would. */
export async function catalogsync(args: readonly string[], surroundings: Surroundings = {}): Promise<Ended> {
  const written = { stdout: '', stderr: '' };
  const stream = (name: keyof typeof written) => ({
    write: (text: string) => {
      written[name] += text;
    },
  });
  // As the command's own process does, for files that it makes.
  keepFilesPrivate();
  const code = await runCommandLine(
    args,
    {
      surroundings: { environment: surroundings.environment ?? {}, cwd: surroundings.cwd ?? workspace, workspace },
      output: new Output(stream('stdout'), stream('stderr')),
      clock: surroundings.now === undefined ? systemClock : { now: () => surroundings.now as number },
      signal: surroundings.signal ?? new AbortController().signal,
      settings: { debug: false, json: false },
      result: { exitCode: 0 },
    },
    '1.2.3',
  ).finally(leaveFilesAsStarted);
  return { code, ...written };
}

/** A command in its own process. */
export interface CommandProcess {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
  /** Resolves with the match once standard output or error contains it; rejects if the command ends first. */
  waitFor(pattern: RegExp): Promise<RegExpExecArray>;
}

/**
 * Starts the real command as a user would, or `under` another program; it first builds itself if a source is newer. `installed` is
 * the main file of a copy elsewhere, which does not.
 */
export function startCatalogsync(
  args: readonly string[],
  surroundings: { environment?: Record<string, string>; cwd?: string; uid?: number; under?: readonly string[]; installed?: string } = {},
): CommandProcess {
  const command = surroundings.installed === undefined ? [join(workspace, 'catalogsync')] : [process.execPath, surroundings.installed];
  const [program = '', ...rest] = [...(surroundings.under ?? []), ...command, ...args];
  const child = spawn(program, rest, {
    cwd: surroundings.cwd ?? workspace,
    ...(surroundings.uid === undefined ? {} : { uid: surroundings.uid, gid: surroundings.uid }),
    env: { PATH: process.env.PATH, HOME: tmpdir(), ...surroundings.environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const written = { stdout: '', stderr: '' };
  const listeners = new Set<() => void>();
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (chunk: string) => {
      written[name] += chunk;
      for (const listener of listeners) listener();
    });
  }
  const ended = new Promise<Ended>((resolve, reject) => {
    child.once('error', reject);
    // The tests do not care whether a build was needed.
    const stderr = (): string => written.stderr.replace(/^catalogsync: (Installing|Building)…\n/gm, '');
    child.once('close', (code) => resolve({ code, stdout: written.stdout, stderr: stderr() }));
  });
  const waitFor = (pattern: RegExp): Promise<RegExpExecArray> =>
    new Promise((resolve, reject) => {
      const look = (): void => {
        const match = pattern.exec(written.stdout) ?? pattern.exec(written.stderr);
        if (match === null) return;
        listeners.delete(look);
        resolve(match);
      };
      listeners.add(look);
      look();
      ended.then((result) => reject(new Error(`ended before ${pattern}: ${JSON.stringify(result)}`)), reject);
    });
  return { child, ended, waitFor };
}
