import { type BackOffPolicy, defaultBackOff } from './back-off.js';

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

export const defaultEngineOptions: EngineOptions = {
  recovery: 'resume',
  crashLimit: 3,
  crashWindowMs: 600_000,
  cadenceMs: 1_000,
  leaseMs: 60_000,
  heartbeatMs: 5_000,
  roomProbeMs: 30_000,
  abortGraceMs: 10_000,
  planBatch: 1_000,
  planFlushMs: 100,
  commandBatch: 5_000,
  watchPaceMs: 250,
  backOff: defaultBackOff,
};
