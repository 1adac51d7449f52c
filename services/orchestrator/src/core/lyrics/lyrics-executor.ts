import { Fault, toFault } from '@catalogsync/faults';
import type { ExecutionContext, Item, ItemOutcome, ItemSuccess, Job, NewItem, Stage, StageExecutor } from '@catalogsync/job-engine';
import type { CatalogueStores } from '../catalogue/catalogue-stores.js';
import { displayText } from '../catalogue/song-artists.js';
import type { FileOfSong, FilesOfSongs, LyricsFiles, LyricsFinder } from './files-of-songs.js';
import { lyricsOfJob } from './lyrics-order.js';
import type { LyricsStores } from './lyrics-store.js';

export interface LyricsExecutorParts {
  readonly catalogue: FilesOfSongs;
  readonly finder: LyricsFinder;
  readonly lyrics: LyricsFiles;
  readonly now: () => number;
}

/** The outcome for one file; stored as `lyrics` in its item's result. */
type Result = 'written' | 'had' | 'none' | 'gone';

const pageSize = 1_000;
/** Files checked concurrently while planning. */
const looksAtOnce = 50;

const succeeded = (lyrics: Result): ItemSuccess<CatalogueStores & LyricsStores> => ({ kind: 'succeeded', result: { lyrics } });

/**
 * Writes lyrics next to files that have none (behaviour 61). Each file that needs lyrics is one item; all files of a
 * page that need nothing share one item, because most of a library already has its lyrics.
 */
export class LyricsExecutor implements StageExecutor<CatalogueStores & LyricsStores> {
  readonly type = 'lyrics';
  readonly lane = 'general';
  /** Sources allow few concurrent requests. */
  readonly concurrency = 4;
  readonly itemsPerClaim = 4;
  /** Longer than the time limit of a request. */
  readonly stallAfterMs = 300_000;
  private readonly patience: Patience;

  constructor(private readonly parts: LyricsExecutorParts) {
    this.patience = new Patience(parts.now);
  }

  async *plan(job: Job, _stage: Stage, signal: AbortSignal): AsyncIterable<NewItem> {
    const order = lyricsOfJob(job);
    for (let { after } = order; ; ) {
      const page = await this.parts.catalogue.files(order, { after, limit: pageSize });
      const states = await this.look(page, signal);
      const isSettled = (state: State): boolean => state === 'gone' || (state === 'has_lyrics' && !order.overwrite);
      const settled = states.filter(isSettled);
      const last = page.at(-1);
      if (last === undefined) return;
      if (settled.length > 0) {
        const gone = settled.filter((state) => state === 'gone').length;
        const payload = { had: settled.length - gone, gone, last: last.id };
        // Store this before the page's files: on replanning they would count as files with lyrics.
        yield { type: 'count_files', key: `after:${after}`, displayText: `${settled.length} files that need nothing`, payload };
      }
      for (const [index, file] of page.entries()) if (!isSettled(states[index])) yield itemOf(file);
      if (page.length < pageSize) return;
      after = last.id;
    }
  }

  private async look(files: readonly FileOfSong[], signal: AbortSignal): Promise<State[]> {
    const states: State[] = [];
    for (let at = 0; at < files.length; at += looksAtOnce) {
      signal.throwIfAborted();
      // A file that cannot be checked becomes an item, which fails with the reason.
      const looks = files.slice(at, at + looksAtOnce).map((file) => this.parts.lyrics.look(file).catch(() => undefined));
      states.push(...(await Promise.all(looks)));
    }
    return states;
  }

  async execute(item: Item, { job, signal }: ExecutionContext): Promise<ItemOutcome<CatalogueStores & LyricsStores>> {
    if (item.type === 'count_files') return { kind: 'succeeded', result: item.payload };
    const { catalogue, lyrics } = this.parts;
    const { overwrite, dryRun } = lyricsOfJob(job);
    const { fileLocationId: id } = item.references;
    const file = id === undefined ? undefined : await catalogue.file(id);
    if (file === undefined) return succeeded('gone');
    const state = await lyrics.look(file);
    if (state === 'gone') return succeeded('gone');
    if (state === 'has_lyrics' && !overwrite) return succeeded('had');
    return this.fill(file, dryRun, signal);
  }

  private async fill(file: FileOfSong, dryRun: boolean, signal: AbortSignal): Promise<ItemOutcome<CatalogueStores & LyricsStores>> {
    this.patience.check();
    try {
      const text = await this.parts.finder.find(file.song, signal);
      if (text !== undefined && !dryRun) await this.parts.lyrics.write(file, text);
      this.patience.succeeded();
      if (text === undefined || dryRun) return succeeded(text === undefined ? 'none' : 'written');
      return { ...succeeded('written'), effect: ({ lyrics }) => lyrics.save(file.song.id, text) };
    } catch (error) {
      signal.throwIfAborted();
      const { code, message } = toFault(error);
      if (code === 'disk_full') return { kind: 'failed', errorClass: 'disk_full', message, volume: file.root };
      this.patience.failed(message);
      throw error;
    }
  }
}

type State = Awaited<ReturnType<LyricsFiles['look']>> | undefined;

function itemOf({ id, song }: FileOfSong): NewItem {
  const about = { references: { fileLocationId: id, songId: song.id }, displayText: displayText(song.name, song.singers) };
  return { type: 'write_lyrics', key: `file:${id}`, ...about };
}

/** So many failures in a row have a common cause, not one in the files. */
const mostFailures = 20;
/** Then nothing is tried for this long, in milliseconds. */
const restMs = 60_000;

/** Keeps many files from failing for one shared reason, each after a long wait. */
export class Patience {
  private inARow = 0;
  private restsUntil = 0;
  private reason = '';

  constructor(private readonly now: () => number) {}

  /** @throws Fault `unavailable` during the pause */
  check(): void {
    if (this.inARow < mostFailures || this.now() >= this.restsUntil) return;
    throw new Fault('unavailable', `${this.inARow} files in a row failed: ${this.reason}`, {
      hint: 'Check that sources are set up and answer (`sources check`), and that the library is writable.',
    });
  }

  succeeded(): void {
    this.inARow = 0;
  }

  failed(reason: string): void {
    this.inARow += 1;
    this.reason = reason;
    this.restsUntil = this.now() + restMs;
  }
}
