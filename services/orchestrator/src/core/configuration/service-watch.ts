/** Asks services how they are. */
export interface ServiceHealth {
  /**
   * The names of those that answer that they serve, at the address that any of these settings texts
   * gives them. Never throws; this service itself is not among them.
   */
  healthy(texts: readonly string[], signal: AbortSignal): Promise<ReadonlySet<string>>;
}

/** Starts services again that run in the same process. */
export interface Restarts {
  /** Which can be, this service itself perhaps among them. */
  readonly hosted: readonly string[];
  readonly self: string;
  /** @throws Fault, see `ServiceRestarts.restart` */
  restart(names: readonly string[]): Promise<void>;
  /** Starts this service again, later; see `ServiceRestarts.restartSelf`. */
  restartSelf(putBack: () => Promise<void>): void;
  /** Why this service had to be started with the text before, once. */
  takeFailedStart(): string | undefined;
}

/** Waits. Rejects when the signal is aborted. */
export type Pause = (ms: number, signal: AbortSignal) => Promise<void>;

/** What happens to the configuration, for the log. */
export interface ConfigurationEvent {
  readonly kind: 'applied' | 'stayed' | 'returned' | 'edited' | 'not_written' | 'not_restarted';
  readonly revisionId: number;
  readonly reason: string;
  /** Unexpected failures. */
  readonly cause?: unknown;
}

/** For how long services are watched after an apply. */
export const WATCH_MS = 30_000;
/** How often they are asked. */
export const LOOK_EVERY_MS = 1000;
/**
 * A service that is down for less is not held against a revision: whoever runs services one by one
 * starts them again by hand to have the change.
 */
export const UNHEALTHY_MS = 5000;

/** Remembers since when each watched service has been unhealthy. */
export class HealthRecord {
  private readonly since = new Map<string, number>();
  private readonly seen = new Set<string>();

  /** @param patienceMs for a service that has not been seen healthy yet: it may be starting */
  constructor(
    private readonly watched: readonly string[],
    private readonly patienceMs: number,
  ) {}

  note(healthy: ReadonlySet<string>, now: number): void {
    for (const name of this.watched) {
      if (healthy.has(name)) {
        this.since.delete(name);
        this.seen.add(name);
      } else if (!this.since.has(name)) this.since.set(name, now);
    }
  }

  /** A service that has been unhealthy for too long. */
  failed(now: number): string | undefined {
    return [...this.since].find(([name, since]) => now - since >= (this.seen.has(name) ? UNHEALTHY_MS : this.patienceMs))?.[0];
  }

  get allHealthy(): boolean {
    return this.since.size === 0;
  }
}
