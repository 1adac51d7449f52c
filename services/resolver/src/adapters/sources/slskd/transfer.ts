import { Fault, type FaultCode } from '@catalogsync/faults';
import { pause } from '@catalogsync/runtime';
import type { FetchProgress } from '../../../core/sources/fetch.js';
import type { Transfer } from './wire.js';

/** Time limits, in milliseconds. */
export interface SlskdPace {
  /** How long peers have to answer a search. */
  readonly searchTimeoutMs: number;
  /** Between two looks at a search or transfer. */
  readonly pollMs: number;
  /** How long a transfer may wait in a user's queue, which can take days. */
  readonly queueTimeoutMs: number;
  /** How long one may go without a byte. */
  readonly stallTimeoutMs: number;
  /** How long a finished search that nobody cleared may stay; ten minutes if left out. */
  readonly keepSearchesMs?: number;
}

type TransferState =
  | { readonly kind: 'waiting' | 'running' | 'succeeded' }
  | { readonly kind: 'failed'; readonly code: FaultCode; readonly reason: string };

/** `Completed, Errored` begins with a word of success, so look for words of failure first. */
const failures: readonly (readonly [RegExp, FaultCode, string])[] = [
  [/Rejected/, 'permission_denied', 'the user refuses to send the file'],
  [/TimedOut/, 'timeout', 'the user does not answer'],
  [/Cancelled|Aborted/, 'unavailable', 'the transfer was cancelled in slskd'],
  [/Errored/, 'unavailable', 'the transfer failed'],
];

/** What a state of slskd comes to, by its words; new words count as waiting. @internal for tests */
export function readState(state: string): TransferState {
  const failure = failures.find(([words]) => words.test(state));
  if (failure !== undefined) return { kind: 'failed', code: failure[1], reason: failure[2] };
  if (/Succeeded/.test(state)) return { kind: 'succeeded' };
  return { kind: /InProgress/.test(state) ? 'running' : 'waiting' };
}

/**
 * Polls a transfer until it has succeeded.
 * @throws Fault by its state, `timeout` if it waits or stalls for too long
 */
export async function follow(
  look: () => Promise<Transfer>,
  pace: SlskdPace,
  report: (progress: FetchProgress) => void,
  signal: AbortSignal,
): Promise<void> {
  let bytes = -1;
  for (let idleMs = 0; ; idleMs += pace.pollMs) {
    const { state, size, bytesTransferred = 0, exception } = await look();
    const now = readState(state);
    if (bytesTransferred !== bytes) {
      bytes = bytesTransferred;
      idleMs = 0;
      report({ bytesDone: bytes, bytesTotal: size || undefined });
    }
    if (now.kind === 'succeeded') return;
    if (now.kind === 'failed') throw new Fault(now.code, now.reason, exception === undefined ? {} : { cause: new Error(exception) });
    if (idleMs >= (now.kind === 'running' ? pace.stallTimeoutMs : pace.queueTimeoutMs)) {
      throw new Fault('timeout', now.kind === 'running' ? 'the user stopped sending' : 'the file waited too long in the queue of the user');
    }
    await pause(pace.pollMs, signal);
  }
}
