import {
  type ExecutionContext,
  type Item,
  type ItemOutcome,
  type Job,
  type NewItem,
  type Stage,
  type StageExecutor,
} from '@catalogsync/job-engine';
import { songsOfJob } from '../playlist-file/named-songs.js';
import type { OpenedScope, ScopeOpener } from '../playlist-file/scope-opener.js';
import { itemLeftOut } from '../playlist-file/scope-opener.js';
import { scopeOfJob } from '../playlist-file/scope-record.js';
import { filePlatform } from '../playlist-file/song-lists.js';
import { type RegisterFiles, registration } from '../register/register-files.js';
import { chooseSources, properNames, sourcesOf } from '../sources/choose-sources.js';
import type { Source, SourceCatalog } from '../sources/source-catalog.js';
import { isTemplate, templates } from '../templates/templates.js';
import { Deliverers } from './deliverers.js';
import type { DownloadSongs } from './download-songs.js';
import type { DownloadStores } from './download-stores.js';
import { sourcesToTry } from './frozen-config.js';
import { type Left, type SongsLeft, songsLeft, songsLeftItem } from './songs-left.js';

export interface DownloadExecutorParts {
  readonly sources: Pick<SourceCatalog, 'sources'>;
  readonly scopes: Pick<ScopeOpener, 'open'>;
  readonly registrar: Pick<RegisterFiles, 'run'>;
  /** If absent, only existing local files are registered. */
  readonly songs?: DownloadSongs;
  /** If absent, nothing is told of songs that no source can deliver. */
  readonly left?: Pick<SongsLeft, 'run' | 'isNeeded'>;
  /** Songs fetched at once. */
  readonly workers: number;
}

/**
 * Brings song files into the catalogue: files in local folders are registered in place, one item per source; songs of
 * other sources are downloaded, one item per song without an active location (behaviours 53, 60). A job with a scope
 * handles only the songs of its playlists.
 */
export class DownloadExecutor implements StageExecutor<DownloadStores> {
  readonly type = 'download';
  /** Downloads fill volumes and share the sources' limits (behaviour 101). */
  readonly lane = 'exclusive';
  readonly concurrency: number;
  readonly itemsPerClaim = 1;
  /** A source reports progress or waiting well within this time. */
  readonly stallAfterMs = 600_000;

  constructor(private readonly parts: DownloadExecutorParts) {
    this.concurrency = parts.workers;
  }

  async *plan(job: Job, { round }: Stage, signal: AbortSignal): AsyncIterable<NewItem> {
    const named = songsOfJob(job);
    if (named !== undefined) {
      if (this.parts.songs !== undefined) yield* this.parts.songs.planNamed(named, signal);
      return;
    }
    const opened = await this.scope(job, signal);
    // A preceding sync has already reported the unusable parts of the scope.
    if (opened !== undefined && !isSyncedFirst(job)) for (const one of opened.leftOut) yield itemLeftOut(one, 'open_playlist_row');
    const all = await this.parts.sources.sources(signal);
    const chosen = sourcesOf(job);
    for (const { name, hasLocalFiles } of chooseSources(all, chosen)) {
      if (!hasLocalFiles) continue;
      yield registration(name, round);
    }
    if (this.parts.songs === undefined) return;
    const { wanted, deliverers } = leftOf(job, all, opened);
    const count = yield* this.parts.songs.plan(wanted, deliverers, signal);
    if (await this.parts.left?.isNeeded(wanted, count, signal)) yield songsLeftItem(round);
  }

  async execute(item: Item, context: ExecutionContext): Promise<ItemOutcome<DownloadStores>> {
    switch (item.type) {
      case 'register_files':
        return this.parts.registrar.run(item.source, playlistIds(await this.scope(context.job, context.signal)), context);
      case 'open_playlist_row':
        return this.openAgain(item, context);
      case songsLeft:
        return this.left(item, context);
      default:
        if (this.parts.songs === undefined)
          return { kind: 'failed', errorClass: 'rejected', message: 'song downloads are not available here' };
        return this.parts.songs.run(item, context);
    }
  }

  private async left(item: Item, context: ExecutionContext): Promise<ItemOutcome<DownloadStores>> {
    const { job, signal } = context;
    const left = leftOf(job, await this.parts.sources.sources(signal), await this.scope(job, signal));
    return (await this.parts.left?.run(left, item, context)) ?? { kind: 'succeeded' };
  }

  /** Undefined for a job that covers everything. */
  private async scope(job: Job, signal: AbortSignal): Promise<OpenedScope | undefined> {
    const scope = scopeOfJob(job);
    return scope && this.parts.scopes.open(scope, { sources: sourcesOf(job), signal });
  }

  /** A playlist that could not be used at planning time; the next round plans its songs. */
  private async openAgain(item: Item, { job, signal }: ExecutionContext): Promise<ItemOutcome<DownloadStores>> {
    const opened = await this.scope(job, signal);
    const reason = opened?.leftOut.find((one) => itemLeftOut(one, item.type).key === item.key)?.reason;
    return reason === undefined ? { kind: 'succeeded' } : { kind: 'failed', errorClass: 'rejected', message: reason };
  }
}

const playlistIds = (opened: OpenedScope | undefined): readonly number[] | undefined => opened?.playlists.map(({ id }) => id);

/** Naming a source for a job is a choice of all its lists; a scope is a choice of its playlists. */
function leftOf(job: Job, all: readonly Source[], opened: OpenedScope | undefined): Left {
  const chosen = properNames(all, sourcesOf(job));
  const local = all.filter(({ hasLocalFiles }) => hasLocalFiles).map(({ name }) => name);
  const wanted = { local, platforms: platformsOf(chosen, opened), playlistIds: playlistIds(opened) };
  const deliverers = new Deliverers(all, sourcesToTry(job));
  return { wanted: opened === undefined ? { ...wanted, anyListOf: chosen } : wanted, deliverers, isAsked: opened !== undefined };
}

/** Songs of a file have no source to choose: they are wanted if their playlist is. */
function platformsOf(chosen: readonly string[], opened: OpenedScope | undefined): readonly string[] {
  const isOfFile = opened?.playlists.some(({ platform }) => platform === filePlatform) === true;
  return chosen.length > 0 && isOfFile ? [...chosen, filePlatform] : chosen;
}

function isSyncedFirst({ template }: Job): boolean {
  return isTemplate(template) && (templates[template] as readonly string[]).includes('sync');
}
