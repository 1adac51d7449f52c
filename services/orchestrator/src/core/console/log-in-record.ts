import type { Audit, OpenEntry } from '@catalogsync/audit';
import { stranger } from './access.js';
import type { AddressGrouping } from './address-group.js';

const windowMs = 15 * 60_000;
/** Entries per window for single addresses; the others share one, so that many addresses cannot push out the rest of the log. */
const mostNamed = 20;
/** How long counts are collected before they are written. */
const collectMs = 5_000;

const others = 'other addresses';

export interface LogInRecordParts {
  readonly audit: Audit;
  readonly groupOf: AddressGrouping;
  now(): number;
  /** Calls back once, unless the program ends first. */
  later(ms: number, work: () => void): void;
  /** Told when a count could not be written. */
  onFault(error: unknown): void;
}

interface Refusals {
  readonly since: number;
  readonly entry: Promise<OpenEntry>;
  count: number;
  overLimit: number;
  isWritten: boolean;
}

/**
 * Logins in the audit log. Refused ones take one entry per address and quarter of an hour, with their number. Names are not
 * recorded: people sometimes type their password there.
 */
export class LogInRecord {
  private readonly refusals = new Map<string, Refusals>();
  private isCollecting = false;

  constructor(private readonly parts: LogInRecordParts) {}

  /** Records a login, which `act` then performs. */
  admitted<T>(username: string, address: string, act: () => Promise<T>): Promise<T> {
    return this.parts.audit.run({ ...stranger(address), actor: `user ${username}`, action: 'logIn', target: '/api/login' }, act);
  }

  async refused(address: string, code: 'unauthenticated' | 'rate_limited'): Promise<void> {
    await this.endWindows();
    const { name } = this.parts.groupOf(address);
    const known = this.refusals.get(name) ?? (this.refusals.size < mostNamed ? undefined : this.refusals.get(others));
    const overLimit = code === 'rate_limited' ? 1 : 0;
    if (known === undefined) return this.begin(this.refusals.size < mostNamed ? name : others, overLimit);
    known.count += 1;
    known.overLimit += overLimit;
    known.isWritten = false;
    this.collect();
  }

  /** Writes all counts; for the end of the program, too. */
  async flush(): Promise<void> {
    for (const refusals of this.refusals.values()) await this.write(refusals);
  }

  private async begin(name: string, overLimit: number): Promise<void> {
    const { audit, now } = this.parts;
    const since = now();
    const counts = { count: 1, overLimit };
    const entry = audit.open({ ...stranger(name), action: 'logIn', target: targetOf(counts) }, outcomeOf(counts));
    this.refusals.set(name, { ...counts, since, entry, isWritten: true });
    try {
      await entry;
    } catch (error) {
      this.refusals.delete(name);
      throw error;
    }
  }

  private collect(): void {
    if (this.isCollecting) return;
    this.isCollecting = true;
    this.parts.later(collectMs, () => {
      this.isCollecting = false;
      void this.flush();
    });
  }

  private async endWindows(): Promise<void> {
    const now = this.parts.now();
    for (const [name, refusals] of this.refusals) {
      if (now - refusals.since < windowMs) continue;
      this.refusals.delete(name);
      await this.write(refusals);
    }
  }

  private async write(refusals: Refusals): Promise<void> {
    if (refusals.isWritten) return;
    refusals.isWritten = true;
    try {
      await (await refusals.entry).settle(outcomeOf(refusals), targetOf(refusals));
    } catch (error) {
      this.parts.onFault(error);
    }
  }
}

type Counts = Pick<Refusals, 'count' | 'overLimit'>;

const outcomeOf = ({ count, overLimit }: Counts): string => (overLimit === count ? 'rate_limited' : 'unauthenticated');

function targetOf({ count, overLimit }: Counts): string {
  if (count === 1) return '/api/login';
  const limited = overLimit === 0 || overLimit === count ? '' : `, ${overLimit} of them over the limit`;
  return `/api/login, ${count} attempts${limited}`;
}
