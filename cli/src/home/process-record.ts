import { readFileSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { Fault } from '@catalogsync/faults';
import { writeAtomically } from '@catalogsync/runtime';

/** Names the process that has a home or one of its services, for people; the locks of the system decide who has it. */
interface ProcessRecord {
  readonly pid: number;
  /** Empty in a record of an earlier version. */
  readonly host: string;
  /** ISO 8601, UTC; empty in a record of an earlier version. */
  readonly since: string;
}

const recordFile = (folder: string, name: string): string => join(folder, `${name}.pid`);

/** Records this process in a folder of sockets. @returns removes the record */
export async function recordProcess(folder: string, name: string, now: Date): Promise<() => Promise<void>> {
  const file = recordFile(folder, name);
  await writeAtomically(file, `${process.pid}\n${hostname()}\n${now.toISOString()}\n`, 0o600);
  return () => rm(file, { force: true });
}

/** Whether a process had it and did not give it back: it works, or ended without a word. */
export const isRecorded = async (folder: string, name: string): Promise<boolean> => (await readRecord(folder, name)) !== undefined;

async function readRecord(folder: string, name: string): Promise<ProcessRecord | undefined> {
  const text = await readFile(recordFile(folder, name), 'utf8').catch(() => ''); // Not written yet, or removed just now.
  const [pid = '', host = '', since = ''] = text.split('\n');
  return /^\d{1,10}$/.test(pid) ? { pid: Number(pid), host, since } : undefined;
}

/** `stopped` by a signal, as by Ctrl-Z; `unseen`: ended, or in another container. */
function stateOf(pid: number): 'running' | 'stopped' | 'unseen' {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return 'unseen';
  }
  try {
    // proc(5): the state follows the command's name, which may hold spaces and brackets.
    const state = /\) (\S)[^)]*$/.exec(readFileSync(`/proc/${pid}/stat`, 'utf8'))?.[1];
    return state === 'T' || state === 't' ? 'stopped' : 'running';
  } catch {
    return 'running'; // No /proc on this system.
  }
}

/** What to do about an instance that works. */
export const stopFirst = 'Stop that one first, or choose another home with --home.';

/** What a process holds, in words: `the home folder /music/.catalogsync`. */
interface Held {
  readonly what: string;
  readonly folder: string;
  /** Records to look at, the most telling first. */
  readonly names: readonly string[];
  /** Whether a service answers there. */
  readonly answers: () => Promise<boolean>;
  readonly cause: unknown;
}

/** Why a home cannot be had: who has it, whether that process works, and what to do; `undefined` if no record says who. */
export async function inUseFault({ what, folder, names, answers, cause }: Held): Promise<Fault | undefined> {
  const fault = (message: string, hint: string): Fault => new Fault('failed_precondition', message, { hint, cause });
  const records = await Promise.all(names.map((name) => readRecord(folder, name)));
  const record = records.find((one) => one !== undefined);
  if (record === undefined) return undefined;
  const { pid, host, since } = record;
  const from = since === '' ? '' : ` since ${since}`;
  if (host !== '' && host !== hostname()) {
    return fault(
      `${what} is in use on another machine, ${host} (process ${pid})${from}`,
      `Stop it on ${host} first: a home serves one machine.`,
    );
  }
  if (await answers()) return fault(`${what} is in use by another instance (process ${pid})${from}`, stopFirst);
  const state = stateOf(pid);
  if (state === 'unseen') {
    return fault(`${what} is in use by a process that cannot be seen from here`, 'If it runs in a container, stop that one first.');
  }
  if (state === 'stopped') {
    return fault(
      `process ${pid} has had ${what}${from}, but is stopped (as by Ctrl-Z)`,
      `Let it go on: kill -CONT ${pid}. Or end it: kill -9 ${pid}. What it has saved is not lost.`,
    );
  }
  return fault(
    `process ${pid} has had ${what}${from}, but does not answer`,
    `Unless it is just starting or stopping, end it: kill ${pid}, and if that does not help, kill -9 ${pid}. What it has saved is not lost.`,
  );
}
