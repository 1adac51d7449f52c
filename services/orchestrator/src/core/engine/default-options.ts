import { defaultBackOff } from './back-off.js';
import type { EngineOptions } from './surroundings.js';

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
