import { Fault } from '@catalogsync/faults';
import type { CatalogueReader, PlaylistToSync } from '../catalogue/catalogue-reader.js';
import type { CatalogueWriter } from '../catalogue/catalogue-writer.js';
import type { StageContext, StageResult, StageWork } from '../jobs/stage-work.js';
import { chooseSources } from '../sources/choose-sources.js';
import type { Source, SourceCatalog, Track } from '../sources/source-catalog.js';
import { readAhead } from './read-ahead.js';

/** Playlists read at once: reading one is a round trip, and most albums fit one page. */
const playlistsAtOnce = 8;
/** Songs written in one transaction, some 10 ms of work. */
const songsPerTransaction = 500;

export interface SyncStageParts {
  readonly sources: SourceCatalog;
  readonly reader: CatalogueReader;
  readonly writer: CatalogueWriter;
  readonly now: () => number;
}

interface Fetched {
  readonly playlist: PlaylistToSync;
  readonly tracks: readonly Track[];
  readonly failure: Fault | undefined;
}

/**
 * Stores the songs of every playlist whose listed version is not the stored one, or, in a job with a
 * scope, of exactly its playlists: they were asked for, and no source may have listed them. The songs of a
 * playlist are replaced whole in one transaction; one that cannot be read keeps its old songs and is
 * tried again next time.
 */
export class SyncStage implements StageWork {
  readonly type = 'sync';

  constructor(private readonly parts: SyncStageParts) {}

  async run(context: StageContext): Promise<StageResult> {
    const chosen = chooseSources(await this.parts.sources.sources(context.signal), context.sources).filter((source) => source.lists);
    const work = [];
    for (const source of chosen) work.push({ source, playlists: await this.playlistsOf(source, context) });
    const total = work.reduce((sum, { playlists }) => sum + playlists.length, 0);
    let done = 0;
    let failed = 0;
    context.report({ done, total, unit: 'playlists', current: '' });
    for (const { source, playlists } of work) {
      for await (const batch of this.fetched(source, playlists, context.signal)) {
        await this.store(source, batch, context.signal);
        for (const { playlist, failure } of batch) if (failure !== undefined) context.notice(`${playlist.name}: ${failure.message}`);
        failed += batch.filter(({ failure }) => failure !== undefined).length;
        done += batch.length;
        context.report({ done, total, unit: 'playlists', current: batch.at(-1)?.playlist.name ?? '' });
      }
      if (source.hasLocalFiles && playlists.length > 0) await this.parts.writer.run(({ songs }) => songs.removeUnusedArtists(source.name));
    }
    return failed === 0 ? 'completed' : 'completed_with_errors';
  }

  private async playlistsOf({ name }: Source, { scope }: StageContext): Promise<readonly PlaylistToSync[]> {
    return scope?.filter((playlist) => playlist.platform === name) ?? this.parts.reader.playlistsToSync(name);
  }

  /** Several small playlists, or one large one. */
  private async *fetched(source: Source, playlists: readonly PlaylistToSync[], signal: AbortSignal): AsyncIterable<readonly Fetched[]> {
    let batch: Fetched[] = [];
    let size = 0;
    for await (const one of readAhead(playlists, playlistsAtOnce, (playlist) => this.fetch(source, playlist, signal))) {
      batch.push(one);
      // An empty playlist is a write too.
      size += one.tracks.length + 1;
      if (size < songsPerTransaction) continue;
      yield batch;
      batch = [];
      size = 0;
    }
    if (batch.length > 0) yield batch;
  }

  private async fetch(source: Source, playlist: PlaylistToSync, signal: AbortSignal): Promise<Fetched> {
    const tracks: Track[] = [];
    try {
      for await (const page of this.parts.sources.tracks(source.name, playlist.remoteId, signal)) tracks.push(...page);
      return { playlist, tracks, failure: undefined };
    } catch (error) {
      // What is wrong with one playlist does not stop the others; a resolver that is gone stops all.
      const ends = !(error instanceof Fault) || ['canceled', 'unavailable', 'internal'].includes(error.code);
      if (ends) throw error;
      return { playlist, tracks: [], failure: error };
    }
  }

  private async store(source: Source, batch: readonly Fetched[], signal: AbortSignal): Promise<void> {
    const { writer, now } = this.parts;
    const tracks = batch.flatMap((one) => one.tracks);
    const ids: number[] = [];
    for (let at = 0; at < tracks.length; at += songsPerTransaction) {
      const part = tracks.slice(at, at + songsPerTransaction);
      ids.push(...(await writer.run(({ songs }) => songs.save(source.name, part), { signal })));
    }
    const time = now();
    await writer.run(
      async ({ songs }) => {
        let at = 0;
        for (const { playlist, tracks: own, failure } of batch) {
          if (failure !== undefined) await songs.markSyncFailed(playlist.id, failure.message);
          else await songs.replacePlaylistSongs(playlist.id, ids.slice(at, at + own.length), time);
          at += own.length;
        }
      },
      { signal },
    );
  }
}
