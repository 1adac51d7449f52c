import { type FaultCode, toFault } from '@catalogsync/faults';
import type { RecentCalls } from './source-calls.js';
import type { CallGate, CallLimits } from './source-gate.js';
import type { Timing } from './timing.js';

/** The source answered, though not as hoped; or the fault is our own. */
const notItsFault: ReadonlySet<FaultCode> = new Set([
  'not_found',
  'invalid_argument',
  'failed_precondition',
  'unsupported',
  'canceled',
  'disk_full',
]);

/** The same gate, counting the calls that pass it; those that never get their turn do not count. */
export class CountedGate implements CallGate {
  /** @param what the length of a file says nothing about how quickly a source answers, so only questions are timed */
  constructor(
    private readonly gate: CallGate,
    private readonly what: 'questions' | 'files',
    private readonly calls: RecentCalls,
    private readonly timing: Pick<Timing, 'elapsed'>,
  ) {}

  async run<T>(call: (signal: AbortSignal, alive: () => void) => Promise<T>, limits: CallLimits, signal: AbortSignal): Promise<T> {
    let startedAt: number | undefined;
    const begun = (own: AbortSignal, alive: () => void): Promise<T> => {
      startedAt = this.timing.elapsed();
      this.calls.begin();
      return call(own, alive);
    };
    try {
      const answer = await this.gate.run(begun, limits, signal);
      if (startedAt !== undefined && this.what === 'questions') this.calls.answer(this.timing.elapsed() - startedAt);
      return answer;
    } catch (error) {
      const fault = toFault(error);
      if (startedAt !== undefined && !signal.aborted && !notItsFault.has(fault.code)) this.calls.fail(fault);
      throw error;
    }
  }
}
