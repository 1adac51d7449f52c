import { constants } from 'node:fs';
import { access, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Fault, toFault } from '@catalogsync/faults';
import { readBounded } from '@catalogsync/runtime';
import { nameIdOf } from '../index/file-row.js';
import { playlistExtension } from './file-names.js';
import { isStreamIndex, nameIn, type PlaylistText, parsePlaylist } from './playlist-text.js';

/** No playlist is larger; a larger file is something else. */
const maxBytes = 8 * 1024 * 1024;

export interface StoredPlaylist {
  readonly id: string;
  readonly file: string;
  readonly name: string;
  readonly text: PlaylistText;
  /** Why it cannot be changed. */
  readonly readOnly: string | undefined;
}

/** The playlist files of a folder. */
export class PlaylistFiles {
  constructor(private readonly dir: string) {}

  /** @throws Fault `not_found` */
  async find(playlistId: string): Promise<StoredPlaylist> {
    const file = (await this.names()).find((name) => nameIdOf(name) === playlistId);
    const playlist = file === undefined ? undefined : await this.read(file);
    if (playlist === undefined) throw new Fault('not_found', `there is no playlist ${playlistId} in ${this.dir}`);
    return playlist;
  }

  /** Names of the playlist files; none if the folder has not been made yet. */
  async names(): Promise<string[]> {
    try {
      const entries = await readdir(this.dir, { withFileTypes: true });
      const names = entries.filter((entry) => entry.isFile() && !entry.name.startsWith('.')).map(({ name }) => name);
      return names.filter((name) => name.toLowerCase().endsWith(playlistExtension)).sort();
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
      throw toFault(error);
    }
  }

  /** undefined if it is gone, or no playlist. */
  async read(file: string): Promise<StoredPlaylist | undefined> {
    const path = join(this.dir, file);
    const id = nameIdOf(file);
    const stem = file.slice(0, -playlistExtension.length);
    try {
      const bytes = await readBounded(path, maxBytes);
      const decoded = decodedUtf8(bytes);
      const text = parsePlaylist(decoded ?? bytes.toString('latin1'));
      if (isStreamIndex(text)) return undefined;
      const readOnly = decoded === undefined ? 'its file is not UTF-8' : await whyNotWritable(this.dir);
      return { id, file, name: nameIn(text) ?? stem, text, readOnly };
    } catch (error) {
      const fault = toFault(error);
      if (fault.code === 'not_found') return undefined;
      return { id, file, name: stem, text: parsePlaylist(''), readOnly: `its file cannot be read: ${fault.message}` };
    }
  }
}

/** @throws Fault `permission_denied` for one that cannot be changed */
export function changeable(playlist: StoredPlaylist): StoredPlaylist {
  if (playlist.readOnly === undefined) return playlist;
  throw new Fault('permission_denied', `the playlist ${playlist.name} cannot be changed: ${playlist.readOnly}`);
}

async function whyNotWritable(dir: string): Promise<string | undefined> {
  try {
    await access(dir, constants.W_OK);
    return undefined;
  } catch {
    // Whatever the reason, nothing can be put there.
    return 'its folder cannot be written to';
  }
}

function decodedUtf8(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
