import { type Clock, gauge, type MetricFamily } from '@catalogsync/runtime';
import type { PublicationState } from './core/publication/publication-state.js';
import type { PublishedSnapshot } from './core/publication/publication-store.js';

/** What the snapshot service tells of its publication. */
export function publicationMetrics(
  list: () => Promise<readonly PublishedSnapshot[]>,
  state: () => Promise<PublicationState>,
  clock: Clock,
): readonly MetricFamily[] {
  const current = async () => (await list()).find((one) => one.current)?.manifest;
  return [
    gauge('catalogsync_published_snapshots', 'Snapshots that the publication keeps.', async () => (await list()).length),
    gauge('catalogsync_publication_age_seconds', 'Time since the published catalogue was generated; none before the first.', async () => {
      const manifest = await current();
      return manifest && (clock.now() - Date.parse(manifest.generated_at)) / 1000;
    }),
    gauge('catalogsync_publication_tracks', 'Tracks of the published catalogue.', async () => (await current())?.track_count),
    gauge('catalogsync_publication_size_bytes', 'Size of the published database.', async () => (await current())?.db_size_bytes),
    gauge('catalogsync_publication_expires_seconds', 'Time until readers refuse the publication as expired.', async () => {
      const manifest = await current();
      return manifest && (Date.parse(manifest.expires_at) - clock.now()) / 1000;
    }),
    gauge('catalogsync_publication_fresh_seconds', 'Time until readers accept nothing new, unless it is signed again.', async () => {
      const { freshUntil } = await state();
      return freshUntil === 0 ? undefined : (freshUntil - clock.now()) / 1000;
    }),
    gauge('catalogsync_mirror_age_seconds', 'Time since the mirror was last seen to be complete; none without one.', async () => {
      const completeAt = (await state()).mirror?.completeAt ?? 0;
      return completeAt === 0 ? undefined : (clock.now() - completeAt) / 1000;
    }),
    gauge('catalogsync_mirror_failing', 'Whether the mirror is behind because it could not be written to; none without one.', async () => {
      const { mirror } = await state();
      return mirror && (mirror.problem === '' ? 0 : 1);
    }),
  ];
}
