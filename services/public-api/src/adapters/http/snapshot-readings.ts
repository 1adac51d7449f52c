import { gauge, type MetricFamily } from '@catalogsync/runtime';
import type { CurrentSnapshot } from '../../core/snapshot/current-snapshot.js';

/** Metrics of the snapshot in use. */
export function snapshotReadings(snapshots: CurrentSnapshot): MetricFamily[] {
  return [
    gauge('catalogsync_snapshot_info', 'The snapshot in use, as a label; absent until one is adopted.', () => {
      const current = snapshots.current();
      return current && [{ labels: { snapshot_id: current.manifest.snapshot_id }, value: 1 }];
    }),
    gauge('catalogsync_snapshot_tracks', 'Tracks of the snapshot in use.', () => snapshots.current()?.manifest.track_count),
    gauge(
      'catalogsync_snapshot_size_bytes',
      'Size of the database of the snapshot in use.',
      () => snapshots.current()?.manifest.db_size_bytes,
    ),
  ];
}
