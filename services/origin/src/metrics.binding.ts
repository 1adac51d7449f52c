import { type Clock, gauge, type MetricFamily } from '@catalogsync/runtime';
import { followerMetrics, type SnapshotFollower } from '@catalogsync/snapshot-follower';
import type { StreamLimit } from './core/stream/stream-limit.js';

/** What the origin tells of its streams and of the snapshot that it looks files up in. */
export function originMetrics(snapshots: SnapshotFollower<{ close(): void }>, streams: StreamLimit, clock: Clock): readonly MetricFamily[] {
  return [gauge('catalogsync_open_streams', 'Streams that are being sent.', () => streams.count), ...followerMetrics(snapshots, clock)];
}
