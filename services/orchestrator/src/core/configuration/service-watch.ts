/** Checks the health of services. */
export interface ServiceHealth {
  /**
   * The names of the services that report as serving, at an address from any of these settings texts. Never throws;
   * excludes this service itself.
   */
  healthy(texts: readonly string[], signal: AbortSignal): Promise<ReadonlySet<string>>;
}

/** Restarts services that run in the same process. */
export interface Restarts {
  /** The services it can restart, possibly including this one. */
  readonly hosted: readonly string[];
  readonly self: string;
  /** @throws Fault, see `ServiceRestarts.restart` */
  restart(names: readonly string[]): Promise<void>;
  /** Restarts this service later; see `ServiceRestarts.restartSelf`. */
  restartSelf(putBack: () => Promise<void>): void;
  /** Why this service had to be restarted with the previous text; told once. */
  takeFailedStart(): string | undefined;
}

/** Waits. Rejects when the signal is aborted. */
export type Pause = (ms: number, signal: AbortSignal) => Promise<void>;

/** Configuration events, for the log. */
export interface ConfigurationEvent {
  readonly kind: 'applied' | 'stayed' | 'returned' | 'edited' | 'not_written' | 'not_restarted';
  readonly revisionId: number;
  readonly reason: string;
  /** Unexpected failures. */
  readonly cause?: unknown;
}

/** How long services are watched after an apply. */
export const WATCH_MS = 30_000;
/** How often they are checked. */
export const LOOK_EVERY_MS = 1000;
/**
 * A shorter outage does not count against a revision: users who run services one by one restart them by hand to apply
 * the change.
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
