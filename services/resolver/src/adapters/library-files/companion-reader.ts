import { constants } from 'node:fs';
import { lstat, open, readdir } from 'node:fs/promises';
import { dirname, extname, join } from 'node:path';
import { toFault } from '@catalogsync/faults';
import { parseFile } from 'music-metadata';
import { coverNames } from '../../core/library/file-kinds.js';
import type { CompanionFiles } from '../../core/library/library-companions.js';
import { absolutePath, type FileKey, splitPath } from '../../core/library/model.js';
import { decodePlaylistText } from '../../core/library/playlist-text.js';
import { coverOf, type LocalCover, lrcOf, maxCoverBytes, maxLyricsBytes } from '../../core/sources/companions.js';

/** ID3v2.4, 4.9: timestamps in milliseconds; the other format counts MPEG frames. */
const stampsInMilliseconds = 2;

/** Reads lyrics and covers next to a file (`.lrc`, `cover.jpg` …), else from its tags. Follows no links. */
export class CompanionReader implements CompanionFiles {
  async lyrics(file: FileKey, signal: AbortSignal): Promise<string | undefined> {
    const path = absolutePath(file);
    const { name } = splitPath(path);
    const stem = name.slice(0, name.length - extname(name).length).toLowerCase();
    const beside = await readBeside(dirname(path), [`${stem}.lrc`], maxLyricsBytes);
    if (beside !== undefined) return decodePlaylistText(beside);
    signal.throwIfAborted();
    const tags = (await metadataOf(path, true))?.lyrics ?? [];
    const timed = tags.find(({ timeStampFormat, syncText }) => timeStampFormat === stampsInMilliseconds && syncText.length > 0);
    if (timed !== undefined) return lrcOf(timed.syncText.map(({ timestamp = 0, text }) => ({ startMs: timestamp, text })));
    return tags.find(({ text }) => text !== undefined)?.text;
  }

  async cover(file: FileKey, signal: AbortSignal): Promise<LocalCover | undefined> {
    const path = absolutePath(file);
    // An embedded picture belongs to the song; one in the folder may belong to another album.
    const pictures = (await metadataOf(path, false))?.picture ?? [];
    const ranked = [...pictures].sort((a, b) => Number(b.type === frontCover) - Number(a.type === frontCover));
    const whole = ranked.find(({ data }) => coverOf(data) !== undefined);
    if (whole !== undefined) return { kind: 'tag', bytes: whole.data };
    signal.throwIfAborted();
    const beside = await readBeside(dirname(path), coverNames, maxCoverBytes);
    if (beside !== undefined) return { kind: 'folder', bytes: beside };
    // Whoever asked can judge it better than nobody.
    return ranked[0] && { kind: 'tag', bytes: ranked[0].data };
  }

  async pictureStamps(files: readonly FileKey[], signal: AbortSignal): Promise<readonly string[]> {
    const folders = new Map<string, Promise<string>>();
    const stamps: string[] = [];
    for (const file of files) {
      signal.throwIfAborted();
      const folder = dirname(absolutePath(file));
      const stamp = folders.get(folder) ?? stampBeside(folder);
      folders.set(folder, stamp);
      stamps.push(await stamp);
    }
    return stamps;
  }
}

const frontCover = 'Cover (front)';

async function metadataOf(path: string, skipCovers: boolean) {
  try {
    return (await parseFile(path, { skipCovers, duration: false })).common;
  } catch (error) {
    // Operating system errors have a code; the rest are parse errors, which mean that there are no readable tags.
    if (typeof (error as { code?: unknown }).code !== 'string') return undefined;
    return goneIsNothing(error);
  }
}

/** The picture that `readBeside` would read, by name, size and time; empty for none. */
async function stampBeside(folder: string): Promise<string> {
  try {
    const names = await readdir(folder);
    for (const name of coverNames) {
      const found = names.find((one) => one.toLowerCase() === name);
      if (found === undefined) continue;
      const { size, mtimeMs } = await lstat(join(folder, found));
      return ` ${name} ${size} ${mtimeMs}`;
    }
    return '';
  } catch (error) {
    return goneIsNothing(error) ?? '';
  }
}

/** The first file of a folder with one of these names, ignoring case, unless it is too large. */
async function readBeside(folder: string, names: readonly string[], maxBytes: number): Promise<Buffer | undefined> {
  try {
    const entries = (await readdir(folder, { withFileTypes: true })).filter((entry) => entry.isFile());
    for (const name of names) {
      const entry = entries.find((one) => one.name.toLowerCase() === name);
      if (entry === undefined) continue;
      const handle = await open(join(folder, entry.name), constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOFOLLOW);
      try {
        const { size } = await handle.stat();
        if (size > 0 && size <= maxBytes) return await handle.readFile();
      } finally {
        await handle.close();
      }
    }
    return undefined;
  } catch (error) {
    return goneIsNothing(error);
  }
}

function goneIsNothing(error: unknown): undefined {
  const fault = toFault(error);
  if (fault.code !== 'not_found') throw fault;
}
