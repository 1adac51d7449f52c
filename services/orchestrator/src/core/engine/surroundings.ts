import type { BackOffPolicy } from './back-off.js';
import type { Instant } from './model.js';

export interface Clock {
  now(): Instant;
}

/** Waiting, handed in because core has no timers. */
export interface Pacing {
  /** Resolves after `ms` milliseconds or as soon as the signal aborts; never rejects. */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
  /** Lets whatever is ready in the program run first. */
  breathe(): Promise<void>;
}

/** From 0 to below 1. */
export type Random = () => number;

/** Whether there is room on a volume; asked now and then while one is full. */
export interface Volumes {
  hasRoom(volume: string, signal: AbortSignal): Promise<boolean>;
}

/** Where the engine tells what it cannot return to anyone. */
export interface EngineLog {
  warn(details: Readonly<Record<string, unknown>>, message: string): void;
  error(details: Readonly<Record<string, unknown>>, message: string): void;
}

export interface Surroundings {
  readonly clock: Clock;
  readonly pacing: Pacing;
  readonly random: Random;
  readonly volumes: Volumes;
  readonly log: EngineLog;
}

/** All times in milliseconds. */
export interface EngineOptions {
  /** What happens to jobs that a crash or a shutdown interrupted. */
  readonly recovery: 'pause' | 'resume';
  /** This many crashes within the window pause instead of resuming. */
  readonly crashLimit: number;
  readonly crashWindowMs: number;
  /** Longest wait between two turns (behaviour 106); the engine's own news wake it earlier. */
  readonly cadenceMs: number;
  readonly leaseMs: number;
  readonly heartbeatMs: number;
  /** How often a full volume is asked for room. */
  readonly roomProbeMs: number;
  /** An aborted attempt that does not end within this loses its worker. */
  readonly abortGraceMs: number;
  /** Items per commit while planning, and the longest a planned item waits for its commit. */
  readonly planBatch: number;
  readonly planFlushMs: number;
  /** Most items a command changes in one turn. */
  readonly commandBatch: number;
  /** Watchers of a job hear of changes at most so often. */
  readonly watchPaceMs: number;
  readonly backOff: BackOffPolicy;
}
