import { Fault } from '@catalogsync/faults';
import type { EngineStore, Item, JobView } from '@catalogsync/job-engine';
import type { CatalogueReader } from '../catalogue/catalogue-reader.js';
import { keyOfReference, type PlaylistReference } from './playlist-scope.js';
import { itemLeftOut } from './scope-opener.js';
import { scopeOfJob } from './scope-record.js';

/** What a job made of a playlist that it was limited to. */
export interface PlaylistReport {
  readonly reference: PlaylistReference;
  /** As the catalogue has it; undefined if it does not have the playlist. */
  readonly name: string | undefined;
  /** In the catalogue now. */
  readonly songs: number;
  /** Why the job could not use it; undefined if it could. */
  readonly failed: string | undefined;
}

const itemsPerPage = 1000;
/** Of the items of a job, those that are a playlist each. */
const ofPlaylists: ReadonlySet<string> = new Set(['sync_playlist_row', 'open_playlist_row']);

/** Tells, after a job, what became of each playlist that it was limited to. */
export class ReportPlaylists {
  constructor(
    private readonly store: Pick<EngineStore<unknown>, 'jobView' | 'listItems'>,
    private readonly reader: Pick<CatalogueReader, 'playlistsNamed'>,
  ) {}

  /** @throws Fault `not_found`, `failed_precondition` for a job that covers everything */
  async run(jobId: number, signal: AbortSignal): Promise<readonly PlaylistReport[]> {
    const view = await this.store.jobView(jobId);
    if (view === undefined) throw new Fault('not_found', `there is no job ${jobId}`);
    const scope = scopeOfJob(view.job);
    if (scope === undefined) throw new Fault('failed_precondition', `job ${jobId} is not limited to playlists`);
    const found = new Map((await this.reader.playlistsNamed(scope.playlists, signal)).map((one) => [keyOfReference(one), one]));
    const failures = await this.failures(view);
    return scope.playlists.map((reference) => {
      const playlist = found.get(keyOfReference(reference));
      const failed = failures.get(keyOfLeftOut(reference)) ?? failures.get(playlist?.id ?? 0);
      return { reference, name: playlist?.name, songs: playlist?.songs ?? 0, failed };
    });
  }

  /** By the id of the playlist, or by the reference of one that could not be opened. */
  private async failures({ stages }: JobView): Promise<ReadonlyMap<number | string, string>> {
    const synced = stages.filter(({ type }) => type === 'sync');
    const failures = new Map<number | string, string>();
    for (const { id: stageId } of synced.length > 0 ? synced : stages.filter(({ type }) => type === 'download')) {
      let after: number | undefined = 0;
      while (after !== undefined) {
        const { items, next } = await this.store.listItems({ stageId, status: 'failed', after, limit: itemsPerPage });
        for (const item of items.filter(({ type }) => ofPlaylists.has(type))) failures.set(keyOfItem(item), item.lastError ?? 'it failed');
        after = next;
      }
    }
    return failures;
  }
}

const keyOfItem = ({ references, key }: Item): number | string => references.playlistId ?? key;
const keyOfLeftOut = (reference: PlaylistReference): string => itemLeftOut({ reference, reason: '' }, '').key;
