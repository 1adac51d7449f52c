import { copyFile, open, rename, rm } from 'node:fs/promises';
import { dirname, extname, join } from 'node:path';
import { toFault } from '@catalogsync/faults';
import { syncFolder, writeAtomically } from '@catalogsync/runtime';
import { type AudioFile, TagLib } from 'taglib-wasm';
import type { Companions } from '../../core/downloads/find-companions.js';
import type { DownloadTarget } from '../../core/downloads/model.js';
import type { FileTagger, TaggedFile } from '../../core/downloads/ports.js';
import type { ContentsReader } from '../../core/verification/ports.js';

/** Formats whose tags other programs can read; files in other formats get no tags. */
const taggable: ReadonlySet<string> = new Set(['.mp3', '.flac', '.ogg', '.opus', '.m4a', '.wav', '.aiff', '.wv']);

/** Writes tags with TagLib. */
export class TagLibFileTagger implements FileTagger {
  /** Loaded on demand: it takes 25 ms and some memory, which only downloads need. */
  private tagLib: Promise<TagLib> | undefined;

  /** @param warn is told why a file could not be tagged; the file is still good */
  constructor(
    private readonly contents: ContentsReader,
    private readonly warn: (error: unknown, message: string) => void,
  ) {}

  async tag(path: string, target: DownloadTarget, companions: Companions, signal: AbortSignal): Promise<TaggedFile> {
    const tagged = taggable.has(extname(path)) && (await this.write(path, target, companions, signal));
    const { sha256, fileSizeBytes } = await this.contents.readContents(path, signal);
    return { path, sha256, fileSizeBytes, tagged, lyricsPath: await writeLyrics(path, companions.lyrics) };
  }

  /** Whether the file now has its tags. */
  private async write(path: string, target: DownloadTarget, companions: Companions, signal: AbortSignal): Promise<boolean> {
    const copy = join(dirname(path), `tagging${extname(path)}`);
    try {
      await copyFile(path, copy);
      const before = await this.contents.readContents(path, signal);
      await this.edit(copy, target, companions);
      const after = await this.contents.readContents(copy, signal);
      if (after.damage !== undefined || after.ext !== before.ext) {
        this.warn(new Error(after.damage), 'tags would have damaged a file, so it stays untagged');
        return false;
      }
      await putInPlace(copy, path);
      return true;
    } catch (error) {
      signal.throwIfAborted();
      const fault = toFault(error);
      if (fault.code === 'disk_full' || fault.code === 'permission_denied') throw fault;
      // The audio was verified; odd tags in the file are no reason to discard it.
      this.warn(error, 'a file could not be tagged');
      return false;
    } finally {
      await rm(copy, { force: true });
    }
  }

  private async edit(copy: string, target: DownloadTarget, { cover, coverIsOwn }: Companions): Promise<void> {
    this.tagLib ??= TagLib.initialize({ forceWasmType: 'wasi' });
    const tagLib = await this.tagLib;
    await tagLib.edit(copy, (file: AudioFile) => {
      file.setProperties({ ...file.properties(), ...propertiesOf(target) });
      // An embedded picture shows the same recording; only the song's own cover is better.
      if (cover === undefined || (!coverIsOwn && file.getPictures().length > 0)) return;
      file.setPictures([{ mimeType: cover.mediaType, data: cover.bytes, type: 'FrontCover', description: '' }]);
    });
  }
}

/** Only known values; for unknown ones the file's own tag stays. */
function propertiesOf(target: DownloadTarget): Record<string, string[]> {
  const all: Record<string, readonly (string | undefined)[]> = {
    title: [target.title],
    artist: target.artists,
    album: [target.album],
    albumArtist: [target.albumArtist],
    trackNumber: [numberText(target.trackNumber)],
    discNumber: [numberText(target.discNumber)],
    date: [numberText(target.year)],
    genre: [target.genre],
    isrc: [target.isrc],
  };
  const known = Object.entries(all).map(([name, values]) => [name, values.flatMap((value) => value || [])] as const);
  return Object.fromEntries(known.filter(([, values]) => values.length > 0).map(([name, values]) => [name, [...values]]));
}

function numberText(value: number | undefined): string | undefined {
  return value === undefined ? undefined : String(value);
}

async function putInPlace(copy: string, path: string): Promise<void> {
  const handle = await open(copy, 'r+');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(copy, path);
  await syncFolder(dirname(path));
}

/** @returns the path of the `.lrc` file, if there are lyrics */
async function writeLyrics(path: string, lyrics: string | undefined): Promise<string | undefined> {
  if (lyrics === undefined) return undefined;
  const file = `${path.slice(0, path.length - extname(path).length)}.lrc`;
  await writeAtomically(file, `${lyrics}\n`).catch((error: unknown) => Promise.reject(toFault(error)));
  return file;
}
