import { lstat, realpath, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Fault, toFault, withFaults } from '@catalogsync/faults';
import { readBounded, writeAtomically } from '@catalogsync/runtime';
import type { ServerPicture } from '../../../../core/servers/values.js';
import { type FileRow, pathOf } from '../index/file-row.js';
import type { FolderIndex } from '../index/folder-index.js';
import type { FolderLibrary } from '../index/folder-library.js';
import { folderOfArtist, foldersOfAlbum } from './artist-folder.js';
import { type ArtistNfo, artistNfo } from './artist-nfo.js';
import { canHoldTags, GenreTags } from './genre-tags.js';

const maxNfoBytes = 1024 * 1024;

interface ArtistFiles {
  readonly index: FolderIndex;
  readonly name: string;
  readonly rows: readonly FileRow[];
}

/**
 * Writes beside the music and, where asked, into its tags. Places come from the index, never from callers, and are checked again
 * before each write: nothing outside the music folder is touched, wherever a link leads.
 */
export class FolderWriter {
  private readonly tags = new GenreTags();
  /** Writes take turns: two of one artist would lose one. */
  private turn: Promise<unknown> = Promise.resolve();

  /** @param intoTags whether genres go into the tags of the files too */
  constructor(
    private readonly library: FolderLibrary,
    private readonly intoTags: boolean,
  ) {}

  updateArtistGenres(artistId: string, genres: readonly string[], signal: AbortSignal): Promise<void> {
    return this.inTurn(async () => {
      const artist = await this.artist(artistId, signal);
      if (this.intoTags) await this.writeTags(artist, genres, signal);
      await this.writeNfo(artist, { genres }, signal).catch((error: unknown) => {
        // Tags hold the genres already; an artist without a folder has no other place for them.
        if (!this.intoTags || toFault(error).code !== 'failed_precondition') throw error;
      });
    });
  }

  updateArtistBiography(artistId: string, text: string, signal: AbortSignal): Promise<void> {
    return this.inTurn(async () => this.writeNfo(await this.artist(artistId, signal), { biography: text.trim() }, signal));
  }

  updateArtistPoster(artistId: string, picture: ServerPicture, signal: AbortSignal): Promise<void> {
    return this.inTurn(async () => {
      const { index, name, rows } = await this.artist(artistId, signal);
      await this.writePicture(folderOfArtist(index, name, rows), 'artist', picture, signal);
    });
  }

  updateAlbumPoster(albumId: string, picture: ServerPicture, signal: AbortSignal): Promise<void> {
    return this.inTurn(async () => {
      const index = await this.library.current(signal);
      const album = (await index.albums()).get(albumId);
      if (album === undefined) throw new Fault('not_found', `there is no album ${albumId} in the music folder`);
      const folders = foldersOfAlbum(index, album.name, await index.rowsOfAlbum(albumId));
      for (const folder of folders) await this.writePicture(folder, 'cover', picture, signal);
    });
  }

  private inTurn(work: () => Promise<void>): Promise<void> {
    const result = this.turn.then(() => withFaults(work));
    this.turn = result.catch(() => undefined);
    return result;
  }

  private async artist(artistId: string, signal: AbortSignal): Promise<ArtistFiles> {
    const index = await this.library.current(signal);
    const artist = (await index.artists()).get(artistId);
    if (artist === undefined) throw new Fault('not_found', `there is no artist ${artistId} in the music folder`);
    return { index, name: artist.name, rows: await index.rowsOfArtist(artistId) };
  }

  /** All files are tried; if some could not be written, the fault says how many. */
  private async writeTags({ name, rows }: ArtistFiles, genres: readonly string[], signal: AbortSignal): Promise<void> {
    const written: FileRow[] = [];
    let failed: Fault | undefined;
    let failures = 0;
    for (const row of rows) {
      if (signal.aborted) break;
      if (row.genres.join('\n') === genres.join('\n')) continue;
      try {
        if (!canHoldTags(row.name)) throw new Fault('unsupported', `files such as ${row.name} hold no tags that players read`);
        await this.tags.write(await this.realFile(row, signal), genres);
        written.push(row);
      } catch (error) {
        failures += 1;
        failed ??= toFault(error);
      }
    }
    await this.library.reread(written);
    if (signal.aborted) throw toFault(signal.reason);
    if (failed === undefined) return;
    const message = `${failures} of ${rows.length} files of ${name} did not get their genres: ${failed.message}`;
    throw new Fault(failed.code === 'unsupported' ? 'failed_precondition' : failed.code, message, { hint: failed.hint, cause: failed });
  }

  private async writeNfo({ index, name, rows }: ArtistFiles, changes: ArtistNfo, signal: AbortSignal): Promise<void> {
    const folder = await this.realFolder(folderOfArtist(index, name, rows), signal);
    const file = join(folder, 'artist.nfo');
    const before = await existing(file);
    const after = artistNfo(before, name, changes);
    if (after !== before) await writeAtomically(file, after);
  }

  private async writePicture(folder: string, stem: string, picture: ServerPicture, signal: AbortSignal): Promise<void> {
    const ext = pictureKind(picture.bytes);
    const place = await this.realFolder(folder, signal);
    await writeAtomically(join(place, `${stem}.${ext}`), picture.bytes);
    // Players take whichever they find first.
    await rm(join(place, `${stem}.${ext === 'jpg' ? 'png' : 'jpg'}`), { force: true });
  }

  /** A folder of the index, which must still be where the walk found it, and no link. */
  private async realFolder(folder: string, signal: AbortSignal): Promise<string> {
    const place = join(await this.library.reach(signal), folder);
    if ((await realpath(place)) === place) return place;
    throw new Fault('permission_denied', `${place} leads elsewhere now, so nothing is written there`);
  }

  private async realFile(row: FileRow, signal: AbortSignal): Promise<string> {
    await this.realFolder(row.folder, signal);
    const path = join(await this.library.reach(signal), pathOf(row));
    if ((await lstat(path)).isFile()) return path;
    throw new Fault('permission_denied', `${path} is no file of its own any more, so it is not written to`);
  }
}

/** The text of a file, undefined if there is none. A link is not followed: it is replaced. */
async function existing(file: string): Promise<string | undefined> {
  try {
    if (!(await lstat(file)).isFile()) return undefined;
    return new TextDecoder('utf-8', { fatal: true }).decode(await readBounded(file, maxNfoBytes));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** By its first bytes: what a sender calls a picture need not be one. */
function pictureKind(bytes: Uint8Array): 'jpg' | 'png' {
  const head = Buffer.from(bytes.subarray(0, 8)).toString('latin1');
  if (head.startsWith('\xff\xd8\xff')) return 'jpg';
  if (head === '\x89PNG\r\n\x1a\n') return 'png';
  throw new Fault('invalid_argument', 'the picture is neither JPEG nor PNG');
}
