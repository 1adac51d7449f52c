import type { GaugeReading } from '@catalogsync/http';
import type { Clock } from '@catalogsync/runtime';
import type { CurrentSnapshot } from '../../core/snapshot/current-snapshot.js';

/** Snapshot metrics in /metrics. */
export function snapshotReadings(snapshots: CurrentSnapshot, clock: Clock): GaugeReading[] {
  return [
    {
      name: 'catalogsync_snapshot_info',
      help: 'The snapshot in use, as a label; absent until one is adopted.',
      labelNames: ['snapshot_id'],
      read() {
        const current = snapshots.current();
        return current && { snapshot_id: current.manifest.snapshot_id };
      },
    },
    {
      name: 'catalogsync_snapshot_age_seconds',
      help: 'Time since the snapshot in use was generated.',
      read() {
        const current = snapshots.current();
        return current === undefined ? Number.NaN : (clock.now() - Date.parse(current.manifest.generated_at)) / 1000;
      },
    },
    {
      name: 'catalogsync_follower_fault',
      help: 'Whether a fault keeps a newer snapshot from being adopted, by its code.',
      labelNames: ['code'],
      read() {
        const fault = snapshots.status().fault;
        return fault && { code: fault.code };
      },
    },
  ];
}
