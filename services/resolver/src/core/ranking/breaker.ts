/**
 * The state of one circuit breaker, changed only by the functions here: a source that fails repeatedly is asked last
 * for a while. Times are milliseconds since 1970.
 */
export interface Breaker {
  /** Faults in a row. */
  readonly faults: number;
  /** How often it has opened since it was last closed. */
  readonly trips: number;
  /** Set while it is not closed. */
  readonly openUntil: number | undefined;
  /** A probe is checking whether the source is back. */
  readonly probing: boolean;
}

type BreakerState = 'closed' | 'open' | 'half_open';

/** The current state of a source. */
export interface BreakerStanding {
  readonly state: BreakerState;
  /** In a row. */
  readonly faults: number;
  /** When an open one lets a probe through, in ms since 1970; undefined if it is not open. */
  readonly openUntil: number | undefined;
}

export const closedBreaker: Breaker = { faults: 0, trips: 0, openUntil: undefined, probing: false };

/** The number of faults in a row that opens it. */
const faultsToOpen = 3;
const firstOpenMs = 15_000;
const longestOpenMs = 600_000;
/** Up to this fraction is added at random, so that workers do not all come back at once. */
const jitter = 0.2;
/** A longer Retry-After is a server mistake. */
const longestWishMs = 86_400_000;

export function standingOf(breaker: Breaker, now: number): BreakerStanding {
  const { faults, openUntil } = breaker;
  if (openUntil === undefined) return { state: 'closed', faults, openUntil };
  if (now < openUntil || breaker.probing) return { state: 'open', faults, openUntil: Math.max(openUntil, now) };
  return { state: 'half_open', faults, openUntil: undefined };
}

/** Which of two keeps a source from being asked, or is closer to it. */
export function worse(one: BreakerStanding, other: BreakerStanding): BreakerStanding {
  const rank = ({ state }: BreakerStanding): number => ['closed', 'half_open', 'open'].indexOf(state);
  const isOther = rank(other) > rank(one) || (rank(other) === rank(one) && other.faults > one.faults);
  return isOther ? other : one;
}

/** The source is asked; the first call to a half-open one is its probe. */
export function asked(breaker: Breaker, now: number): Breaker {
  return standingOf(breaker, now).state === 'half_open' ? { ...breaker, probing: true } : breaker;
}

/** The call ended without saying anything about the source: the caller gave up. */
export function abandoned(breaker: Breaker): Breaker {
  return breaker.probing ? { ...breaker, probing: false } : breaker;
}

/**
 * The source did not answer usably. Opens at the third fault in a row, at a failed probe, and whenever the server
 * itself says how long to stay away (RFC 9110, 10.2.3), which overrides our own times. A fault of a call to an open
 * source, asked because there was no other, changes nothing.
 */
export function faulted(breaker: Breaker, now: number, random: number, retryAfterMs?: number): Breaker {
  const faults = breaker.faults + 1;
  const wish = retryAfterMs === undefined || !(retryAfterMs >= 0) ? undefined : now + Math.min(retryAfterMs, longestWishMs);
  const open = breaker.openUntil !== undefined;
  if (open && !breaker.probing) return { ...breaker, faults, openUntil: Math.max(breaker.openUntil ?? now, wish ?? now) };
  if (!open && wish === undefined && faults < faultsToOpen) return { ...breaker, faults };
  const ownMs = Math.min(firstOpenMs * 2 ** Math.min(breaker.trips, 30), longestOpenMs) * (1 + jitter * random);
  return { faults, trips: breaker.trips + 1, openUntil: wish ?? now + ownMs, probing: false };
}
