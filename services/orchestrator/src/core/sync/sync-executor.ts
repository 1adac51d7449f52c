import { Fault, toFault } from '@catalogsync/faults';
import {
  classOfFault,
  type ExecutionContext,
  type Item,
  type ItemFailure,
  type ItemOutcome,
  type ItemSuccess,
  type Job,
  keyInRound,
  type NewItem,
  type Stage,
  type StageExecutor,
} from '@catalogsync/job-engine';
import type { CatalogueReader } from '../catalogue/catalogue-reader.js';
import type { CatalogueStores, CatalogueWriter } from '../catalogue/catalogue-stores.js';
import { isKept, keptUntil } from '../catalogue/empty-lists.js';
import type { ReadLyrics } from '../lyrics/read-lyrics.js';
import type { ScopedPlaylist } from '../playlist-file/playlist-scope.js';
import type { ScopeOpener } from '../playlist-file/scope-opener.js';
import { itemLeftOut } from '../playlist-file/scope-opener.js';
import { referenceOf, scopeOfJob } from '../playlist-file/scope-record.js';
import { chooseSources, localFirst, sourcesOf } from '../sources/choose-sources.js';
import type { SourceCatalog, Track } from '../sources/source-catalog.js';
import { localSongs, songsOf, syncLocalSongs } from './local-songs.js';

/** Songs written per transaction, about 10 ms of work. */
const songsPerTransaction = 500;

export interface SyncExecutorParts {
  readonly sources: SourceCatalog;
  readonly reader: CatalogueReader;
  readonly writer: CatalogueWriter;
  readonly scopes: Pick<ScopeOpener, 'open'>;
  readonly now: () => number;
  /** How long a chart keeps its songs that comes back without any. */
  readonly keepChartsMs: number;
  /** Absent if lyrics of local files cannot be read. */
  readonly lyrics?: Pick<ReadLyrics, 'run'> | undefined;
}

/** `library_sync` is the same for sources with local files alone, with workers that no other source can keep busy. */
export type SyncStage = 'sync' | 'library_sync';

/**
 * Stores the songs of every playlist whose listed version differs from the stored one; a job with a scope covers
 * exactly its playlists, even unlisted ones. One item is one playlist (behaviours 65 to 69). All its songs are
 * replaced in the transaction that ends the item; an unreadable playlist keeps its old songs, and so does for a while one
 * that comes back without any (see `isKept`). Songs that leave a playlist keep their files.
 */
export class SyncExecutor implements StageExecutor<CatalogueStores> {
  readonly lane = 'general';
  /** Reading a playlist is a round trip, and most albums fit one page. */
  readonly concurrency = 8;
  readonly itemsPerClaim = 16;
  readonly stallAfterMs = 300_000;

  constructor(
    private readonly parts: SyncExecutorParts,
    readonly type: SyncStage,
  ) {}

  async *plan(job: Job, { round }: Stage, signal: AbortSignal): AsyncIterable<NewItem> {
    const scope = scopeOfJob(job);
    if (scope !== undefined) {
      const { playlists, leftOut } = await this.parts.scopes.open(scope, { sources: sourcesOf(job), signal });
      for (const playlist of playlists) yield itemOf(playlist, round);
      for (const one of leftOut) yield itemLeftOut(one, 'sync_playlist_row');
      return;
    }
    const chosen = localFirst(chooseSources(await this.parts.sources.sources(signal), sourcesOf(job)));
    for (const { name: platform, lists, hasLocalFiles } of chosen) {
      if (hasLocalFiles) yield songsOf(platform, round);
      if (!lists || (this.type === 'library_sync' && !hasLocalFiles)) continue;
      for (const playlist of await this.parts.reader.playlistsToSync(platform, signal)) {
        yield { ...itemOf({ ...playlist, platform }, round), first: hasLocalFiles };
      }
    }
  }

  async execute(item: Item, context: ExecutionContext): Promise<ItemOutcome<CatalogueStores>> {
    if (item.type === localSongs) return syncLocalSongs(this.parts, item.source, context);
    const { playlistId } = item.references;
    const playlist = playlistId === undefined ? await this.openAgain(item, context) : playlistOf(item, playlistId);
    if ('kind' in playlist) return playlist;
    const tracks: Track[] = [];
    const notices: string[] = [];
    try {
      for await (const page of this.parts.sources.tracks(playlist.platform, playlist.remoteId, context.signal)) {
        tracks.push(...page.items);
        notices.push(...page.notices);
        context.report({ done: tracks.length, total: 0, unit: 'songs', current: playlist.name });
      }
    } catch (error) {
      await this.noteFailure(playlist, toFault(error), context.signal);
      throw error;
    }
    const kept = tracks.length === 0 ? await this.keptEmpty(playlist, context) : undefined;
    if (kept !== undefined) return { ...kept, notices: [...notices, ...(kept.notices ?? [])] };
    return { ...(await this.stored(playlist, tracks, context)), notices };
  }

  /** Undefined if it really is empty now. */
  private async keptEmpty(
    { id, platform, name }: ScopedPlaylist,
    context: ExecutionContext,
  ): Promise<ItemSuccess<CatalogueStores> | undefined> {
    const { job, signal } = context;
    const { reader, sources, keepChartsMs } = this.parts;
    const content = await reader.playlistContent(id, signal);
    const run = { now: this.parts.now(), jobCreatedAt: job.createdAt, keepChartsMs };
    if (content === undefined || content.songCount === 0 || !isKept(content, run)) return undefined;
    // Local lists are read in place, so what they say is so.
    if ((await sources.sources(signal)).some((source) => source.name === platform && source.hasLocalFiles)) return undefined;
    const { songCount, emptySince = run.now } = content;
    const reason = `${platform} shows no songs in it; its ${songCount} songs are kept; ${keptUntil(content, run)}`;
    return {
      kind: 'succeeded',
      result: { linked_count: songCount, kept: true },
      notices: [`${name}: ${reason}`],
      effect: ({ songs }) => songs.keepEmptyPlaylist(id, emptySince, reason),
    };
  }

  /** A playlist that could not be used at planning time; it may be usable now. */
  private async openAgain(item: Item, { job, signal }: ExecutionContext): Promise<ScopedPlaylist | ItemFailure> {
    const reference = referenceOf(item.payload);
    if (reference === undefined) throw new Fault('data_corrupt', `the item ${item.key} names no playlist`);
    const alone = { playlists: [reference], file: undefined };
    const { playlists, leftOut } = await this.parts.scopes.open(alone, { sources: sourcesOf(job), signal });
    const [playlist] = playlists;
    if (playlist === undefined) return { kind: 'failed', errorClass: 'rejected', message: leftOut[0]?.reason ?? 'no source has it' };
    // It belongs to the pool of its file as well.
    const scope = scopeOfJob(job);
    if (scope?.file !== undefined) await this.parts.scopes.open(scope, { sources: sourcesOf(job), signal });
    return playlist;
  }

  /** A temporary failure leaves the playlist pending; any other is shown with it. */
  private async noteFailure({ id }: ScopedPlaylist, fault: Fault, signal: AbortSignal): Promise<void> {
    const passes = signal.aborted || ['source_down', 'rate_limited', 'internal'].includes(classOfFault(fault.code));
    if (!passes) await this.parts.writer.run(({ songs }) => songs.markSyncFailed(id, fault.message), { signal });
  }

  /** All but the last songs are stored in advance: a list of many thousands must not be one transaction. */
  private async stored(
    { id, platform }: ScopedPlaylist,
    tracks: readonly Track[],
    { job, signal }: ExecutionContext,
  ): Promise<ItemSuccess<CatalogueStores>> {
    const ids: number[] = [];
    let at = 0;
    for (; tracks.length - at > songsPerTransaction; at += songsPerTransaction) {
      const part = tracks.slice(at, at + songsPerTransaction);
      ids.push(...(await this.parts.writer.run(({ songs }) => songs.save(platform, part), { signal })));
    }
    const rest = tracks.slice(at);
    const time = this.parts.now();
    return {
      kind: 'succeeded',
      result: { linked_count: new Set(tracks.map(({ remoteId }) => remoteId)).size },
      effect: async ({ songs }) => {
        const last = await songs.save(platform, rest);
        await songs.replacePlaylistSongs(id, [...ids, ...last], time, job.id);
      },
    };
  }
}

function itemOf({ id, platform, remoteId, name }: ScopedPlaylist, round: number): NewItem {
  const about = { source: platform, references: { playlistId: id }, displayText: name, payload: { remote_id: remoteId } };
  return { type: 'sync_playlist_row', key: keyInRound(`playlist:${id}`, round), ...about };
}

function playlistOf({ source, displayText, payload, key }: Item, id: number): ScopedPlaylist {
  if (typeof payload.remote_id !== 'string') throw new Fault('data_corrupt', `the item ${key} has no remote id`);
  return { id, platform: source, remoteId: payload.remote_id, name: displayText };
}
