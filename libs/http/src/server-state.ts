import type { RequestMetrics } from './request-metrics.js';

/** What routes may know of their server. */
export interface ServerState {
  readonly metrics: RequestMetrics;
  /** Whether it is about to stop. */
  readonly isDraining: boolean;
}
