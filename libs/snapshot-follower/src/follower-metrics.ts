import { type Clock, gauge, type MetricFamily } from '@catalogsync/runtime';
import type { FollowerStatus } from './follower-options.js';

/** What the metrics are read from. */
interface Measured {
  current(): { readonly manifest: { readonly generated_at: string } } | undefined;
  status(): FollowerStatus;
}

const perLabel = (label: string, counts: Readonly<Record<string, number>>) =>
  Object.entries(counts).map(([name, value]) => ({ labels: { [label]: name }, value }));

/** The same for every service that follows a publication. */
export function followerMetrics(follower: Measured, clock: Clock): readonly MetricFamily[] {
  return [
    gauge('catalogsync_snapshot_age_seconds', 'Time since the snapshot in use was generated.', () => {
      const current = follower.current();
      return current && (clock.now() - Date.parse(current.manifest.generated_at)) / 1000;
    }),
    gauge(
      'catalogsync_snapshot_fresh_until_timestamp_seconds',
      "Until when the publisher's signature is fresh; absent without signed metadata.",
      () => {
        const { freshUntil } = follower.status();
        return freshUntil === undefined ? undefined : freshUntil / 1000;
      },
    ),
    gauge('catalogsync_follower_fault', 'Whether a fault keeps a newer snapshot from being adopted, by its code.', () => {
      const { fault } = follower.status();
      return fault && [{ labels: { code: fault.code }, value: 1 }];
    }),
    gauge('catalogsync_snapshot_pinned', 'Whether somebody went back to the snapshot in use.', () => Number(follower.status().pinned)),
    {
      name: 'catalogsync_snapshot_alarms_total',
      help: 'Checks that refused a publication, by what it looked like.',
      type: 'counter',
      samples: () => perLabel('alarm', follower.status().alarms),
    },
    {
      name: 'catalogsync_snapshot_fetched_bytes_total',
      help: 'Bytes of databases, by how they came.',
      type: 'counter',
      samples: () => perLabel('way', follower.status().fetchedBytes),
    },
    {
      name: 'catalogsync_snapshot_swaps_total',
      help: 'Snapshots that came into use.',
      type: 'counter',
      samples: () => [{ value: follower.status().swaps }],
    },
  ];
}
