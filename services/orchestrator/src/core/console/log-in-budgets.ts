import type { AddressGroup, Network } from './address-group.js';

const windowMs = 15 * 60_000;
/** Wrong passwords within the window, per address and per known device. */
const perCaller = 10;
/** For all strangers of one network, so that using many addresses does not help, and the internet cannot use up the home's. */
const perNetwork = 300;

/** Who tries to log in. */
export interface LogInCaller {
  readonly username: string;
  readonly address: AddressGroup;
  /** The id of a device that logged in as this user before. */
  readonly device: string | undefined;
}

/** Attempts of one lane are hashed one after the other. */
export type Lane = 'known' | 'near' | 'far';

/** An attempt within its budget. It counts as failed until it says otherwise, so that simultaneous ones cannot exceed it. */
export interface Attempt {
  readonly kind: 'attempt';
  readonly lane: Lane;
  /** A right password: the caller's earlier failures for this user are forgotten. */
  succeeded(): void;
  /** It said nothing about the password. */
  withdraw(): void;
}

export interface TooMany {
  readonly kind: 'too_many';
  readonly waitMs: number;
}

interface Try {
  /** What it is charged to: a device or an address. */
  readonly caller: string;
  /** Absent for a known device. */
  readonly network: Network | undefined;
  readonly username: string;
  readonly at: number;
}

/**
 * Limits wrong passwords. A browser that logged in before has a budget of its own, which nobody else can use up; once
 * that is spent, it is a stranger like all others. In memory: a restart of the service resets them.
 */
export class LogInBudgets {
  /** At most as many as the budgets allow. */
  private tries: Try[] = [];

  constructor(private readonly now: () => number) {}

  begin({ username, address, device }: LogInCaller): Attempt | TooMany {
    const at = this.now();
    this.tries = this.tries.filter((one) => at - one.at < windowMs);
    const deviceName = `device ${device ?? ''}`;
    const deviceWait = device === undefined ? Number.POSITIVE_INFINITY : this.wait((one) => one.caller === deviceName, perCaller);
    if (deviceWait === 0) return this.reserve({ caller: deviceName, network: undefined, username, at });
    const { name: caller, network } = address;
    const wait = Math.max(
      this.wait((one) => one.caller === caller, perCaller),
      this.wait((one) => one.network === network, perNetwork),
    );
    if (wait === 0) return this.reserve({ caller, network, username, at });
    return { kind: 'too_many', waitMs: Math.min(wait, deviceWait) };
  }

  /** Milliseconds until one more of these is allowed. */
  private wait(counts: (one: Try) => boolean, limit: number): number {
    const oldest = this.tries.filter(counts).at(-limit);
    return oldest === undefined ? 0 : oldest.at + windowMs - this.now();
  }

  private reserve(made: Try): Attempt {
    this.tries.push(made);
    const forget = (gone: (one: Try) => boolean): void => {
      this.tries = this.tries.filter((one) => !gone(one));
    };
    return {
      kind: 'attempt',
      lane: made.network === undefined ? 'known' : made.network === 'internet' ? 'far' : 'near',
      succeeded: () => forget((one) => one.caller === made.caller && one.username === made.username),
      withdraw: () => forget((one) => one === made),
    };
  }
}
