import { toFault } from '@catalogsync/faults';
import type { ExecutionContext, Item, ItemOutcome, Job, NewItem, Stage, StageExecutor } from '@catalogsync/job-engine';
import type { CatalogueStores } from '../catalogue/catalogue-writer.js';
import { displayText } from '../sync/song-artists.js';
import type { FileOfSong, FilesOfSongs, LyricsFiles, LyricsFinder } from './files-of-songs.js';
import { lyricsOfJob } from './lyrics-order.js';
import { Patience } from './patience.js';

export interface LyricsExecutorParts {
  readonly catalogue: FilesOfSongs;
  readonly finder: LyricsFinder;
  readonly lyrics: LyricsFiles;
  readonly now: () => number;
}

/** What came of one file; the word is stored as `lyrics` in the result of its item. */
type Result = 'written' | 'had' | 'none' | 'gone';

const pageSize = 1_000;

const succeeded = (lyrics: Result): ItemOutcome<CatalogueStores> => ({ kind: 'succeeded', result: { lyrics } });

/** Writes lyrics beside files that have none (behaviour 61), one item per file. */
export class LyricsExecutor implements StageExecutor<CatalogueStores> {
  readonly type = 'lyrics';
  readonly lane = 'general';
  /** Sources let few questions through at a time. */
  readonly concurrency = 4;
  /** Most files of a library have lyrics already, which is seen at once. */
  readonly itemsPerClaim = 16;
  /** Longer than the time after which a question gives up. */
  readonly stallAfterMs = 300_000;
  private readonly patience: Patience;

  constructor(private readonly parts: LyricsExecutorParts) {
    this.patience = new Patience(parts.now);
  }

  async *plan(job: Job, _stage: Stage, signal: AbortSignal): AsyncIterable<NewItem> {
    const order = lyricsOfJob(job);
    for (let { after } = order; ; ) {
      signal.throwIfAborted();
      const page = await this.parts.catalogue.files(order, { after, limit: pageSize });
      for (const { id, song } of page) {
        const about = { references: { fileLocationId: id, songId: song.id }, displayText: displayText(song.name, song.singers) };
        yield { type: 'write_lyrics', key: `file:${id}`, ...about };
      }
      const last = page.at(-1);
      if (last === undefined || page.length < pageSize) return;
      after = last.id;
    }
  }

  async execute(item: Item, { job, signal }: ExecutionContext): Promise<ItemOutcome<CatalogueStores>> {
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

  private async fill(file: FileOfSong, dryRun: boolean, signal: AbortSignal): Promise<ItemOutcome<CatalogueStores>> {
    this.patience.check();
    try {
      const text = await this.parts.finder.find(file.song, signal);
      if (text !== undefined && !dryRun) await this.parts.lyrics.write(file, text);
      this.patience.succeeded();
      return succeeded(text === undefined ? 'none' : 'written');
    } catch (error) {
      signal.throwIfAborted();
      const { code, message } = toFault(error);
      if (code === 'disk_full') return { kind: 'failed', errorClass: 'disk_full', message, volume: file.root };
      this.patience.failed(message);
      throw error;
    }
  }
}
