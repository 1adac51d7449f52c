import { constants } from 'node:fs';
import { type FileHandle, open, realpath } from 'node:fs/promises';
import { toFault } from '@catalogsync/faults';
import { absolutePath, type FileKey } from '../../core/library/model.js';
import type { PlaylistBytes, PlaylistFileReader } from '../../core/library/ports.js';

/** No list of songs is larger; a larger file is something else. */
const maxBytes = 8 * 1024 * 1024;

/** Reads playlist files of the local file system whole. */
export class LocalPlaylistFileReader implements PlaylistFileReader {
  async read(key: FileKey, signal: AbortSignal): Promise<PlaylistBytes> {
    let handle: FileHandle | undefined;
    try {
      handle = await open(absolutePath(key), constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOFOLLOW);
      const { size } = await handle.stat();
      if (size > maxBytes) return { kind: 'unreadable', reason: `playlists larger than ${maxBytes / 1024 / 1024} MiB are not read` };
      return { kind: 'bytes', bytes: await handle.readFile({ signal }) };
    } catch (error) {
      signal.throwIfAborted();
      const fault = toFault(error);
      const reason =
        fault.code === 'internal' ? `cannot be read (${String((error as { code?: unknown }).code)})` : fault.code.replaceAll('_', ' ');
      return { kind: 'unreadable', reason };
    } finally {
      await handle?.close();
    }
  }

  async realPath(path: string): Promise<string | undefined> {
    try {
      return await realpath(path);
    } catch {
      // Whatever the reason, the entry leads nowhere.
      return undefined;
    }
  }
}
