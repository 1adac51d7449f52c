import type { CoverSource, LocalCover, LyricsSource, StampedCoverSource } from '../sources/companions.js';
import type { LibraryIndex } from './library-tracks.js';
import type { FileKey } from './model.js';

/** Reads lyrics and covers next to a file or inside it; nothing for a missing file. */
export interface CompanionFiles {
  /** @throws Fault as reading a file: `permission_denied`, `unavailable`, `internal` */
  lyrics(file: FileKey, signal: AbortSignal): Promise<string | undefined>;
  cover(file: FileKey, signal: AbortSignal): Promise<LocalCover | undefined>;
  /**
   * What is beside these files as a picture, in their order: its name, size and time. Each folder is listed once; one that
   * is gone has no picture.
   */
  pictureStamps(files: readonly FileKey[], signal: AbortSignal): Promise<readonly string[]>;
}

/** Lyrics and covers of songs in the library folders. */
export class LibraryCompanions implements LyricsSource, CoverSource, StampedCoverSource {
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
    return file && (await this.files.cover(file, signal))?.bytes;
  }

  async localCover(remoteId: string, signal: AbortSignal): Promise<LocalCover | undefined> {
    const file = await this.index.track(remoteId, signal);
    return file && this.files.cover(file, signal);
  }

  /** The file as the last scan left it, and the picture beside it as it is now. */
  async coverStamps(remoteIds: readonly string[], signal: AbortSignal): Promise<readonly (string | undefined)[]> {
    const files = await Promise.all(remoteIds.map((id) => this.index.track(id, signal)));
    const there = files.filter((file) => file !== undefined);
    const beside = await this.files.pictureStamps(there, signal);
    const stamps = new Map(there.map(({ id, size, mtimeMs }, at) => [id, `file ${size} ${mtimeMs}${beside[at] ?? ''}`]));
    return files.map((file) => file && stamps.get(file.id));
  }
}
