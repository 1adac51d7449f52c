import { stat } from 'node:fs/promises';
import { type JobView, openItems, type RunningItem } from '@catalogsync/job-engine';
import { gauge, type MetricFamily, type Sample } from '@catalogsync/runtime';
import type { Database } from '@catalogsync/sqlite';
import type { StageMetrics } from './adapters/engine-surroundings/watched-executor.js';
import { SqliteCatalogueLists } from './adapters/sqlite/stores/console-catalogue-lists.js';
import { SqliteJobHistory } from './adapters/sqlite/stores/console-job-history.js';
import type { OrchestratorConfig } from './config.js';
import { RecentCounts } from './core/console/catalogue-lists.js';
import type { VolumeList } from './core/console/volumes.js';

/** What the metrics are read from. */
export interface MetricsNeeds {
  readonly config: Pick<OrchestratorConfig, 'DB_PATH'>;
  readonly database: Database;
  readonly stages: StageMetrics;
  readonly jobs: {
    readonly store: { jobView(id: number): Promise<JobView | undefined> };
    readonly engine: { runningItems(): readonly RunningItem[] };
  };
  readonly volumes: Pick<VolumeList, 'read'>;
  now(): number;
}

/** Unfinished jobs that are looked at. */
const mostJobs = 100;

/** Adds up numbers of one kind by a label or two. */
class Sums {
  private readonly sums = new Map<string, { readonly labels: Readonly<Record<string, string>>; value: number }>();

  add(labels: Readonly<Record<string, string>>, value: number): this {
    const key = JSON.stringify(labels);
    const sum = this.sums.get(key) ?? { labels, value: 0 };
    sum.value += value;
    this.sums.set(key, sum);
    return this;
  }

  get samples(): Iterable<Sample> {
    return this.sums.values();
  }
}

function jobMetrics({ database, jobs: { store, engine }, now }: MetricsNeeds): MetricFamily[] {
  const history = new SqliteJobHistory(database.reads);
  const open = async (): Promise<JobView[]> =>
    (await Promise.all((await history.openJobs(mostJobs)).map((id) => store.jobView(id)))).filter((view) => view !== undefined);
  return [
    gauge('catalogsync_open_jobs', 'Unfinished jobs by status.', async () => {
      const sums = new Sums();
      for (const { job } of await open()) sums.add({ status: job.status }, 1);
      return sums.samples;
    }),
    gauge('catalogsync_open_items', 'Items of unfinished jobs by stage and status.', async () => {
      const sums = new Sums();
      for (const { type, counts } of (await open()).flatMap(({ stages }) => stages)) {
        for (const [status, count] of Object.entries(counts)) sums.add({ stage: type, status }, count);
      }
      return sums.samples;
    }),
    gauge('catalogsync_queued_items', 'Items that wait or run.', async () =>
      (await open()).flatMap(({ stages }) => stages).reduce((sum, stage) => sum + openItems(stage), 0),
    ),
    gauge('catalogsync_oldest_open_job_age_seconds', 'How long the oldest unfinished job has been there; none without one.', async () => {
      const created = (await open()).map(({ job }) => job.createdAt);
      return created.length === 0 ? undefined : (now() - Math.min(...created)) / 1000;
    }),
    gauge('catalogsync_busy_workers', 'Workers that have an item, by stage.', () => {
      const sums = new Sums();
      for (const { stage } of engine.runningItems()) sums.add({ stage: stage.type }, 1);
      return sums.samples;
    }),
  ];
}

const sizeOf = async (file: string): Promise<number> => (await stat(file).catch(() => undefined))?.size ?? 0;

/** What the orchestrator tells of the catalogue, its jobs and its disks. */
export function orchestratorMetrics(needs: MetricsNeeds): readonly MetricFamily[] {
  const { config, database, stages, volumes, now } = needs;
  const counts = new RecentCounts(new SqliteCatalogueLists(database.reads), now);
  return [
    ...jobMetrics(needs),
    ...stages.families,
    gauge('catalogsync_catalogue_entries', 'What the catalogue holds, by kind.', async () => {
      const { songs, playlists, artists, activeFiles, downloadedSongs } = await counts.get();
      const kinds = { songs, playlists, artists, files: activeFiles, songs_with_file: downloadedSongs };
      return Object.entries(kinds).map(([kind, value]) => ({ labels: { kind }, value }));
    }),
    gauge('catalogsync_database_bytes', 'Size of the catalogue database and of its write-ahead log.', async () => [
      { labels: { file: 'database' }, value: await sizeOf(config.DB_PATH) },
      { labels: { file: 'wal' }, value: await sizeOf(`${config.DB_PATH}-wal`) },
    ]),
    gauge('catalogsync_volume_free_bytes', 'Free room on the disk of each use.', async () =>
      (await volumes.read()).flatMap(({ uses, freeBytes }) => uses.map((use) => ({ labels: { use }, value: freeBytes }))),
    ),
  ];
}
