import { constants } from 'node:fs';
import { chown, copyFile, lstat, open, rename, rm } from 'node:fs/promises';
import { dirname, extname, join } from 'node:path';
import { Fault } from '@catalogsync/faults';
import { syncFolder } from '@catalogsync/runtime';
import { type IAudioMetadata, parseFile } from 'music-metadata';
import { TagLib } from 'taglib-wasm';

/** Formats whose tags other programs read. */
const taggable: ReadonlySet<string> = new Set(['.mp3', '.flac', '.ogg', '.opus', '.m4a', '.wav', '.aiff', '.wv']);

export const canHoldTags = (name: string): boolean => taggable.has(extname(name).toLowerCase());

/** Writes genres into the tags of files. */
export class GenreTags {
  /** Loaded on demand: it takes a moment and some memory. */
  private tagLib: Promise<TagLib> | undefined;

  /**
   * The genres of one file become these; its other tags and its sound stay. It is done on a copy that is put in the place of the file
   * when it proved good. The time of the last change becomes now, so that others read the tags again.
   * @param path of a regular file, real
   * @throws Fault `data_corrupt` if the file would not survive it
   */
  async write(path: string, genres: readonly string[]): Promise<void> {
    const before = await parseFile(path, { skipCovers: true });
    // Always the same name: what a power cut leaves behind is overwritten by the next write.
    const copy = join(dirname(path), `.catalogsync-tags${extname(path)}`);
    const { size, mtimeMs, uid, gid } = await lstat(path);
    try {
      await rm(copy, { force: true });
      await copyFile(path, copy, constants.COPYFILE_FICLONE);
      // Only root can give files away; for anybody else the file becomes theirs.
      await chown(copy, uid, gid).catch(() => undefined);
      this.tagLib ??= TagLib.initialize({ forceWasmType: 'wasi' });
      await (await this.tagLib).edit(copy, (file) => file.setProperties({ ...file.properties(), genre: [...genres] }));
      if (!isSameSound(before, await parseFile(copy, { skipCovers: true }), genres)) {
        throw new Fault('data_corrupt', `the tags of ${path} would have come out wrong, so the file stays as it is`);
      }
      const now = await lstat(path);
      if (now.size !== size || now.mtimeMs !== mtimeMs) {
        throw new Fault('unavailable', `${path} is being changed by somebody else`, { hint: 'Try again.' });
      }
      await putInPlace(copy, path);
    } finally {
      await rm(copy, { force: true });
    }
  }
}

function isSameSound(before: IAudioMetadata, after: IAudioMetadata, genres: readonly string[]): boolean {
  const { format } = after;
  const isAsLong = Math.abs((format.duration ?? 0) - (before.format.duration ?? 0)) < 0.1;
  const written = (after.common.genre ?? []).join('\n');
  const isAsWanted = genres.length === 0 ? written === '' : genres.every((genre) => written.includes(genre));
  return format.codec === before.format.codec && isAsLong && isAsWanted && after.common.title === before.common.title;
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
