import { type Fault, toFault } from '@catalogsync/faults';
import type { CatalogueWriter } from '../catalogue/catalogue-stores.js';
import type { LyricsStores, LyricsToRead } from './lyrics-store.js';

/** Lyrics beside and inside the files of a source. */
export interface LocalLyrics {
  /** Undefined if there are none any more. @throws Fault as a call to the resolver */
  read(source: string, remoteId: string, signal: AbortSignal): Promise<string | undefined>;
}

export interface ReadLyricsParts {
  readonly lyrics: LocalLyrics;
  readonly writer: CatalogueWriter<LyricsStores>;
}

/** Read and stored together. */
const pageSize = 100;
/** Files opened at once. */
const atOnce = 4;

/** Takes over the lyrics of local files that are new or changed. */
export class ReadLyrics {
  constructor(private readonly parts: ReadLyricsParts) {}

  /** A file that cannot be read is named in a notice, and tried again by the next job. */
  async run(source: string, signal: AbortSignal): Promise<{ readonly read: number; readonly notices: readonly string[] }> {
    const { writer } = this.parts;
    const faults: Fault[] = [];
    let read = 0;
    for (let after = 0; ; ) {
      const page = await writer.run(({ lyrics }) => lyrics.waiting(source, { after, limit: pageSize }), { signal });
      const last = page.at(-1);
      if (last === undefined) break;
      const found = await this.readPage(source, page, faults, signal);
      await writer.run(
        async ({ lyrics }) => {
          for (const { songId, text } of found) await lyrics.save(songId, text);
          await lyrics.settle(found);
        },
        { signal },
      );
      read += found.length;
      after = last.songId;
    }
    const [first] = faults;
    const notices = first === undefined ? [] : [`the lyrics of ${faults.length} files of ${source} could not be read: ${first.message}`];
    return { read, notices };
  }

  private async readPage(
    source: string,
    page: readonly LyricsToRead[],
    faults: Fault[],
    signal: AbortSignal,
  ): Promise<(LyricsToRead & { readonly text: string | undefined })[]> {
    const found: (LyricsToRead & { readonly text: string | undefined })[] = [];
    const next = page.values();
    const work = async (): Promise<void> => {
      for (const song of next) {
        signal.throwIfAborted();
        try {
          found.push({ ...song, text: await this.parts.lyrics.read(source, song.remoteId, signal) });
        } catch (error) {
          signal.throwIfAborted();
          faults.push(toFault(error));
        }
      }
    };
    await Promise.all(Array.from({ length: atOnce }, work));
    return found;
  }
}
