import { Fault } from '@catalogsync/faults';
import {
  classOfFault,
  type ExecutionContext,
  type Item,
  type ItemOutcome,
  type ItemSuccess,
  type Job,
  keyInRound,
  type NewItem,
  type Stage,
  type StageExecutor,
} from '@catalogsync/job-engine';
import { songsOfJob } from '../playlist-file/named-songs.js';
import type { ScopeOpener } from '../playlist-file/scope-opener.js';
import { scopeOfJob } from '../playlist-file/scope-record.js';
import { sourcesOf } from '../sources/choose-sources.js';
import type { MediaServerPeer } from './media-server-peer.js';
import { connected, type Mirrored, type MirrorPlaylist, named, withHint } from './mirror-playlist.js';
import type { MirrorQuestions, MirrorStores } from './mirror-store.js';
import type { ReadPlays } from './read-plays.js';

export interface ScanExecutorParts {
  readonly server: Pick<MediaServerPeer, 'status' | 'scan'>;
  readonly questions: MirrorQuestions;
  readonly mirroring: Pick<MirrorPlaylist, 'run'>;
  readonly plays: Pick<ReadPlays, 'run'>;
  readonly scopes: Pick<ScopeOpener, 'open'>;
  /** How long the end of a scan is waited for. */
  readonly waitSeconds: number;
}

/** Playlists read from the catalogue at once while planning. */
const pageSize = 500;
/** With more of them the whole library is scanned. */
const mostFolders = 50;
/** Songs that a notice names. */
const mostNamed = 20;

type Outcome = ItemOutcome<MirrorStores>;

/**
 * Brings the media server up to date after the catalogue: it scans its library, then each mirrored playlist is brought to the songs
 * that it has here, then what was played is read. One item each, in this order; one that fails leaves the others alone.
 */
export class ScanExecutor implements StageExecutor<MirrorStores> {
  readonly type = 'scan';
  readonly lane = 'general';
  readonly concurrency = 1;
  readonly itemsPerClaim = 1;
  /** Longer than the silence after which the call itself times out. */
  readonly stallAfterMs = 2_100_000;

  constructor(private readonly parts: ScanExecutorParts) {}

  async *plan(job: Job, { round }: Stage, signal: AbortSignal): AsyncIterable<NewItem> {
    const touched = await this.parts.questions.touchedFolders(job.id, mostFolders + 1, signal);
    // A file that lies in the library folder itself leaves no smaller one to scan.
    const isWhole = touched === undefined || touched.length > mostFolders || touched.includes('');
    const folders = isWhole ? [] : touched;
    // A job that could have downloaded and did not has nothing to scan.
    const scans = touched === undefined || touched.length > 0;
    if (scans) yield { type: 'scan_library', key: keyInRound('scan', round), displayText: 'library', payload: { folders } };
    yield* this.playlists(job, round, signal);
    yield { type: 'read_plays', key: keyInRound('plays', round), displayText: 'plays' };
  }

  private async *playlists(job: Job, round: number, signal: AbortSignal): AsyncIterable<NewItem> {
    const only = await this.playlistsOf(job, signal);
    for (let after = 0; ; ) {
      const page = await this.parts.questions.mirrored({ after, limit: pageSize }, only);
      for (const { id, name } of page) {
        yield { type: 'mirror_playlist', key: keyInRound(`playlist:${id}`, round), references: { playlistId: id }, displayText: name };
      }
      if (page.length < pageSize) return;
      after = page.at(-1)?.id ?? after;
    }
  }

  /** Those that a job is limited to, or that its songs are in; undefined for all. */
  private async playlistsOf(job: Job, signal: AbortSignal): Promise<readonly number[] | undefined> {
    const songs = songsOfJob(job);
    if (songs !== undefined) return this.parts.questions.playlistsWith(songs);
    const scope = scopeOfJob(job);
    const opened = scope && (await this.parts.scopes.open(scope, { sources: sourcesOf(job), signal }));
    return opened?.playlists.map(({ id }) => id);
  }

  async execute(item: Item, context: ExecutionContext): Promise<Outcome> {
    try {
      if (item.type === 'scan_library') return await this.scan(item, context);
      if (item.type === 'mirror_playlist') return await this.mirror(item, context);
      return await this.readPlays(context);
    } catch (error) {
      if (!(error instanceof Fault) || context.signal.aborted) throw error;
      // Refused until a person does something: trying again would not help. As text of an item, the hint would be lost.
      const errorClass = error.code === 'failed_precondition' ? 'rejected' : classOfFault(error.code);
      return { kind: 'failed', errorClass, message: withHint(error) };
    }
  }

  private async scan({ payload }: Item, { signal, report }: ExecutionContext): Promise<Outcome> {
    const { server, waitSeconds } = this.parts;
    const folders = Array.isArray(payload.folders) ? payload.folders.map(String) : [];
    let end: { readonly ended: boolean; readonly seconds: number } | undefined;
    for await (const step of server.scan(folders, waitSeconds, signal)) {
      if (step.kind === 'scanned') end = step;
      else report({ done: step.seconds, total: 0, unit: 'seconds', current: 'scanning' });
    }
    if (end === undefined) throw new Fault('data_corrupt', 'media-server: the scan ended without a result');
    const result = { ended: end.ended, seconds: end.seconds, folders: folders.length };
    if (end.ended || waitSeconds === 0) return { kind: 'succeeded', result };
    const minutes = Math.round(waitSeconds / 60);
    return { kind: 'succeeded', result, notices: [`the media server was still scanning after ${minutes} minutes; see MEDIA_SCAN_MINUTES`] };
  }

  private async mirror({ references }: Item, { signal, report }: ExecutionContext): Promise<Outcome> {
    const { questions, mirroring } = this.parts;
    const playlist = references.playlistId === undefined ? undefined : await questions.playlist({ id: references.playlistId });
    // Both may have changed since planning.
    if (playlist?.isMirrored !== true) return leftOut(playlist === undefined ? 'the playlist is gone' : 'it is not mirrored any more');
    const context = { signal, report: (done: number, total: number) => report({ done, total, unit: 'songs' }) };
    try {
      const mirrored = await mirroring.run(playlist, {}, context);
      return mirrored === undefined ? leftOut('its songs were not fetched') : outcomeOf(playlist.name, mirrored);
    } catch (error) {
      if (error instanceof Fault && error.code === 'unsupported') return leftOut(error.message);
      throw error;
    }
  }

  private async readPlays({ signal, report }: ExecutionContext): Promise<Outcome> {
    const { serverId } = connected(await this.parts.server.status(signal));
    const read = await this.parts.plays.run(serverId, { signal, report: (done, unit) => report({ done, total: 0, unit }) });
    const { newPlays = 0, counted = 0, unknown } = read;
    const result = { new_plays: newPlays, counted_songs: counted, unknown_tracks: unknown };
    if (read.newPlays === undefined && read.counted === undefined) return { kind: 'succeeded', result };
    const fits = unknown === 0 ? '' : `; ${unknown} tracks fit no song`;
    const message = `${newPlays} new plays, ${counted} songs with a count${fits}`;
    return { kind: 'succeeded', result, events: [{ type: 'plays_read', message }] };
  }
}

const leftOut = (reason: string): ItemSuccess<MirrorStores> => ({ kind: 'succeeded', result: { left_out: reason } });

function outcomeOf(name: string, { result, record, unmatched }: Mirrored): ItemSuccess<MirrorStores> {
  const { added, moved, removed, trackCount } = result;
  const lacking = unmatched.filter(({ hasFile }) => hasFile);
  const changes = result.applied ? `${added} added, ${moved} moved, ${removed} removed` : 'nothing to change';
  const waiting = record.withoutFileCount === 0 ? '' : `; ${record.withoutFileCount} songs have no file yet`;
  const notice = `${name}: the media server does not have ${lacking.length} songs that have a file: ${named(lacking, mostNamed)}`;
  return {
    kind: 'succeeded',
    result: { added, moved, removed, track_count: trackCount, unmatched: lacking.length, without_file: record.withoutFileCount },
    events: [{ type: 'playlist_mirrored', message: `${name}: ${changes}, ${trackCount} tracks${waiting}` }],
    ...(lacking.length === 0 ? {} : { notices: [notice] }),
    effect: ({ mirrors }) => mirrors.save(record),
  };
}
