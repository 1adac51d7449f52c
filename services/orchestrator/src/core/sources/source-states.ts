/** What a source can do. */
export const sourceCapabilities = ['search', 'playlists', 'charts', 'fetch', 'localFiles', 'albums'] as const;

export const breakerStates = ['closed', 'open', 'halfOpen'] as const;

/** Whether a source is asked: after some faults in a row it is left alone for a while. */
export interface Breaker {
  readonly state: (typeof breakerStates)[number];
  /** In a row. */
  readonly faults: number;
  /** Milliseconds since 1970; undefined unless it is open. */
  readonly openUntil: number | undefined;
}

/** Why a source gave no usable answer. */
export interface SourceFault {
  /** One of the closed list of codes. */
  readonly code: string;
  readonly message: string;
  /** Milliseconds since 1970. */
  readonly at: number;
}

/** A source and how it does. Absent values are unknown. */
export interface SourceState {
  readonly name: string;
  readonly configured: boolean;
  readonly capabilities: readonly (typeof sourceCapabilities)[number][];
  readonly aliases: readonly string[];
  /** What its service has and it deliberately does not offer, and why. */
  readonly leftOut: readonly { readonly what: string; readonly reason: string }[];
  readonly breaker: Breaker;
  readonly callsPerMinute: number;
  /** Of its latest answers, in milliseconds. */
  readonly medianMs: number | undefined;
  readonly p95Ms: number | undefined;
  /** Tries for songs of all origins. */
  readonly attempts: number;
  readonly found: number;
  readonly faults: number;
  /** Milliseconds since 1970. */
  readonly lastAttemptAt: number | undefined;
  readonly lastSuccessAt: number | undefined;
  readonly lastFault: SourceFault | undefined;
}

export interface SourceTest {
  readonly reachable: boolean;
  /** One line for a person. */
  readonly detail: string;
  readonly elapsedMs: number;
  readonly breaker: Breaker;
}

/** What came of reading the settings of the sources again. */
export interface ReloadedSources {
  readonly sources: readonly {
    readonly name: string;
    readonly wasConfigured: boolean;
    readonly configured: boolean;
    /** Names of its keys that have changed. */
    readonly keys: readonly string[];
  }[];
  /** Changed keys that take effect only when the resolver starts again. */
  readonly restartKeys: readonly string[];
}

/**
 * The sources and how they do, as the resolver knows them. Every method throws Faults: `unavailable` if the resolver does not
 * answer, `timeout`, `canceled` once the signal aborts.
 */
export interface SourceStates {
  /** In configured order. */
  states(signal: AbortSignal): Promise<readonly SourceState[]>;
  /** Asks it now. @throws Fault `not_found`; `unsupported` if there is nothing to ask it */
  test(source: string, signal: AbortSignal): Promise<SourceTest>;
  /** Forgets what was learned about it, for one origin or all. @returns for how many origins there was something @throws Fault `not_found` */
  reset(source: string, origin: string | undefined, signal: AbortSignal): Promise<number>;
  /** @throws Fault `invalid_argument` for a value that is invalid, `unsupported` if the settings cannot be read again */
  reload(signal: AbortSignal): Promise<ReloadedSources>;
}
