import type { Instant } from './job.js';

export interface Clock {
  now(): Instant;
}

/** Waiting, passed in because core has no timers. */
export interface Pacing {
  /** Resolves after `ms` milliseconds or as soon as the signal aborts; never rejects. */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
  /** Lets everything else that is ready run first. */
  breathe(): Promise<void>;
}

/** From 0 to below 1. */
export type Random = () => number;

/** Whether a volume has room; asked repeatedly while one is full. */
export interface Volumes {
  hasRoom(volume: string, signal: AbortSignal): Promise<boolean>;
}

/** Where the engine reports what it cannot return to a caller. */
export interface EngineLog {
  warn(details: Readonly<Record<string, unknown>>, message: string): void;
  error(details: Readonly<Record<string, unknown>>, message: string): void;
}

/** Everything the engine needs from outside, except its store. */
export interface Surroundings {
  readonly clock: Clock;
  readonly pacing: Pacing;
  readonly random: Random;
  readonly volumes: Volumes;
  readonly log: EngineLog;
}
