import { Fault, toFault } from '@catalogsync/faults';
import { CommanderError } from 'commander';
import { type Output, printable } from './output.js';

/** 128 + the number of SIGINT, as shells expect of an interrupted command. */
const interrupted = 130;

const sentence = (text: string): string => (/[.!?]$/.test(text) ? text : `${text}.`);

function messageOf(error: unknown): string {
  return typeof error === 'object' && error !== null && typeof (error as { message?: unknown }).message === 'string'
    ? (error as { message: string }).message
    : String(error);
}

/** One line: what happened and what to do next. */
export function failureLine(error: unknown): string {
  const fault = toFault(error);
  // The machine's owner may see what an RPC caller must not.
  const unexpected = fault.code === 'internal' && !(error instanceof Fault);
  const message = unexpected ? `${fault.message}: ${messageOf(error)}` : fault.message;
  const hint = fault.hint ?? (fault.code === 'internal' ? 'Run it again with --debug to see where.' : '');
  return printable(`catalogsync: ${hint === '' ? message : `${sentence(message)} ${hint}`}`);
}

/**
 * Prints why a command ended and returns its exit code: 0 after help or version, 2 for wrong usage (already printed),
 * 130 if interrupted, otherwise 1.
 */
export function reportFailure(error: unknown, output: Output, options: { debug: boolean; interrupted: boolean }): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  if (options.interrupted && toFault(error).code === 'canceled') {
    output.note('catalogsync: interrupted');
    return interrupted;
  }
  output.stderr.write(`${failureLine(error)}\n`);
  if (options.debug) output.stderr.write(`${stackOf(error)}\n`);
  return 1;
}

function stackOf(error: unknown): string {
  const stacks: string[] = [];
  for (let at: unknown = error; at !== undefined && at !== null && stacks.length < 10; at = (at as { cause?: unknown }).cause) {
    stacks.push(String((at as { stack?: unknown }).stack ?? at));
  }
  return stacks.join('\ncaused by: ');
}
