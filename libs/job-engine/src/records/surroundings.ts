import type { Instant } from './job.js';

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

/** Everything outside that the engine needs, but for its store. */
export interface Surroundings {
  readonly clock: Clock;
  readonly pacing: Pacing;
  readonly random: Random;
  readonly volumes: Volumes;
  readonly log: EngineLog;
}
