import { Fault, type FaultCode, toFault } from '@catalogsync/faults';
import { asked, type Breaker, closedBreaker, faulted, standingOf } from '../../../core/ranking/breaker.js';

/** Faults that another proxy need not have: this one is away, too busy, logged out, or something else is at its address. */
const passedOn: ReadonlySet<FaultCode> = new Set([
  'unavailable',
  'timeout',
  'rate_limited',
  'unauthenticated',
  'permission_denied',
  'data_corrupt',
]);

/** The proxies that the user named, tried in turn; one that fails repeatedly is tried last for a while. */
export class HifiAddresses {
  private readonly breakers = new Map<string, Breaker>();

  constructor(
    private readonly urls: readonly string[],
    private readonly now: () => number = Date.now,
    private readonly random: () => number = Math.random,
  ) {}

  /**
   * What the first proxy answers that answers.
   * @throws Fault of the only one; else what all of them failed of, with the code of the first
   */
  async first<T>(ask: (url: string) => Promise<T>, signal: AbortSignal): Promise<T> {
    const faults: Fault[] = [];
    for (const url of this.inOrder()) {
      if (!/^https?:$/.test(URL.parse(url)?.protocol ?? '')) {
        faults.push(new Fault('failed_precondition', `"${url}" is not an http or https address`, { hint: 'Correct HIFI_URLS.' }));
        continue;
      }
      this.breakers.set(url, asked(this.breakerOf(url), this.now()));
      try {
        const answer = await ask(url);
        this.breakers.delete(url);
        return answer;
      } catch (error) {
        const fault = toFault(error);
        if (signal.aborted || !passedOn.has(fault.code)) throw fault;
        this.breakers.set(url, faulted(this.breakerOf(url), this.now(), this.random(), fault.retryAfterMs));
        faults.push(fault);
      }
    }
    throw together(faults);
  }

  private inOrder(): readonly string[] {
    const rests = (url: string): boolean => standingOf(this.breakerOf(url), this.now()).state === 'open';
    return [...this.urls.filter((url) => !rests(url)), ...this.urls.filter(rests)];
  }

  private breakerOf(url: string): Breaker {
    return this.breakers.get(url) ?? closedBreaker;
  }
}

function together(faults: readonly Fault[]): Fault {
  const [first] = faults;
  if (first === undefined) return new Fault('failed_precondition', 'no HiFi proxy is set', { hint: 'Set HIFI_URLS.' });
  if (faults.length === 1) return first;
  const waits = faults.flatMap(({ retryAfterMs }) => retryAfterMs ?? []);
  return new Fault(first.code, `none of the ${faults.length} HiFi proxies answers: ${faults.map(({ message }) => message).join('; ')}`, {
    hint: first.hint ?? 'Check HIFI_URLS.',
    retry: faults.some(({ retry }) => retry === 'later') ? 'later' : 'never',
    ...(waits.length === 0 ? {} : { retryAfterMs: Math.min(...waits) }),
    cause: first,
  });
}
