import type { CoverSource, LyricsSource } from '../sources/companions.js';
import type { LibraryIndex } from './library-tracks.js';
import type { FileKey } from './model.js';

/** Reads lyrics and covers next to a file or inside it; nothing for a missing file. */
export interface CompanionFiles {
  /** @throws Fault as reading a file: `permission_denied`, `unavailable`, `internal` */
  lyrics(file: FileKey, signal: AbortSignal): Promise<string | undefined>;
  cover(file: FileKey, signal: AbortSignal): Promise<Uint8Array | undefined>;
}

/** Lyrics and covers of songs in the library folders. */
export class LibraryCompanions implements LyricsSource, CoverSource {
  constructor(
    private readonly index: Pick<LibraryIndex, 'track'>,
    private readonly files: CompanionFiles,
  ) {}

  async lyrics(remoteId: string, signal: AbortSignal): Promise<string | undefined> {
    const file = await this.index.track(remoteId, signal);
    return file && this.files.lyrics(file, signal);
  }

  async cover(remoteId: string, signal: AbortSignal): Promise<Uint8Array | undefined> {
    const file = await this.index.track(remoteId, signal);
    return file && this.files.cover(file, signal);
  }
}
