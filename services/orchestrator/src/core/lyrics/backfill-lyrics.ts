import { Fault, toFault } from '@catalogsync/faults';

/** A song whose lyrics are looked for. Absent means unknown. */
export interface SongOfFile {
  readonly platform: string;
  readonly remoteId: string;
  readonly name: string;
  /** One string, parts joined by " / ". */
  readonly singers: string | undefined;
  readonly album: string | undefined;
  readonly durationMs: number | undefined;
  readonly isrc: string | undefined;
}

/** An active file on a local backend. */
export interface FileOfSong {
  /** Id of its location. */
  readonly id: number;
  readonly root: string;
  /** Relative to the root. */
  readonly locator: string;
  readonly song: SongOfFile;
}

export interface FilesWanted {
  /** Empty means all. */
  readonly platform: string;
  /** Also files of the user's own library folders, not only those that were downloaded. */
  readonly includeLibrary: boolean;
}

export interface FilesOfSongs {
  /** Active local files with a greater id, ascending. */
  files(wanted: FilesWanted, after: number, limit: number): Promise<readonly FileOfSong[]>;
}

export interface LyricsFinder {
  /** Undefined if no source has any. @throws Fault `unavailable`, `timeout` … if that could not be found out */
  find(song: SongOfFile, signal: AbortSignal): Promise<string | undefined>;
}

/** What stands beside files. */
export interface LyricsFiles {
  /** `gone`: there is no file that lyrics could stand beside. */
  look(file: FileOfSong): Promise<'has_lyrics' | 'has_none' | 'gone'>;
  /** Whole or not at all. @throws Fault `disk_full`, `permission_denied` */
  write(file: FileOfSong, lyrics: string): Promise<void>;
}

export interface BackfillRequest extends FilesWanted {
  /** Also where there are lyrics: they are replaced. */
  readonly overwrite: boolean;
  /** Looks, and writes nothing. */
  readonly dryRun: boolean;
  /** Only files with a greater id. */
  readonly after: number;
}

/** Counts so far. */
export interface BackfillCounts {
  readonly checked: number;
  readonly written: number;
  readonly had: number;
  readonly none: number;
  readonly gone: number;
  readonly failed: number;
  /** Every file up to this id is done. */
  readonly position: number;
  /** What went wrong last; empty if nothing did. */
  readonly problem: string;
}

type Result = 'written' | 'had' | 'none' | 'gone' | { readonly failed: string };

const pageSize = 200;
/** Files looked after at once: sources let few questions through at a time. */
const atOnce = 4;
/** So many failures one after another are no fault of single songs any more. */
const mostFailures = 20;

/** Writes lyrics beside files that have none (behaviour 61). One at a time; a run that is cut off goes on from its position. */
export class BackfillLyrics {
  private running = false;

  constructor(
    private readonly catalogue: FilesOfSongs,
    private readonly finder: LyricsFinder,
    private readonly lyrics: LyricsFiles,
  ) {}

  /**
   * The counts after every few files; the last ones are the end's.
   * @throws Fault `failed_precondition` while another one runs; `disk_full`; `unavailable` if one after another fails;
   *   the signal's reason
   */
  async *run(request: BackfillRequest, signal: AbortSignal): AsyncGenerator<BackfillCounts> {
    if (this.running) throw new Fault('failed_precondition', 'lyrics are being looked for already');
    this.running = true;
    try {
      yield* this.files(request, signal);
    } finally {
      this.running = false;
    }
  }

  private async *files(request: BackfillRequest, signal: AbortSignal): AsyncGenerator<BackfillCounts> {
    let counts: BackfillCounts = { checked: 0, written: 0, had: 0, none: 0, gone: 0, failed: 0, position: request.after, problem: '' };
    let inARow = 0;
    for (let page = await this.page(request, counts); page.length > 0; page = await this.page(request, counts)) {
      for (let at = 0; at < page.length; at += atOnce) {
        signal.throwIfAborted();
        const batch = page.slice(at, at + atOnce);
        const results = await Promise.all(batch.map((file) => this.file(file, request, signal)));
        counts = { ...results.reduce(counted, counts), position: batch.at(-1)?.id ?? counts.position };
        yield counts;
        for (const result of results) inARow = typeof result === 'object' ? inARow + 1 : result === 'had' ? inARow : 0;
        if (inARow >= mostFailures) {
          const hint = 'See that sources are set up and answer (`sources check`), and that the library can be written to.';
          throw new Fault('unavailable', `${inARow} files failed one after another: ${counts.problem}`, { hint });
        }
      }
    }
    yield counts;
  }

  private page(request: BackfillRequest, { position }: BackfillCounts): Promise<readonly FileOfSong[]> {
    return this.catalogue.files(request, position, pageSize);
  }

  private async file(file: FileOfSong, { overwrite, dryRun }: BackfillRequest, signal: AbortSignal): Promise<Result> {
    try {
      const state = await this.lyrics.look(file);
      if (state === 'gone') return 'gone';
      if (state === 'has_lyrics' && !overwrite) return 'had';
      const text = await this.finder.find(file.song, signal);
      if (text === undefined) return 'none';
      if (!dryRun) await this.lyrics.write(file, text);
      return 'written';
    } catch (error) {
      signal.throwIfAborted();
      const fault = toFault(error);
      if (fault.code === 'disk_full') throw fault;
      return { failed: `${file.song.name}: ${fault.message}` };
    }
  }
}

function counted(counts: BackfillCounts, result: Result): BackfillCounts {
  const checked = counts.checked + 1;
  if (typeof result === 'object') return { ...counts, checked, failed: counts.failed + 1, problem: result.failed };
  return { ...counts, checked, [result]: counts[result] + 1 };
}
