import { askThread } from '@catalogsync/runtime/thread';
import { type FileReader, type ReadFile, readFile, type WrittenFile } from '../../core/playlist-forms/read-file.js';
import { structureReaders } from './structure-readers.js';

/** A smaller file is read within 20 ms, a fraction of what starting a thread takes. */
const smallBytes = 100_000;

/** Four times what the largest files of songs need: a thread at its limit may end the whole process. */
const resourceLimits = { maxYoungGenerationSizeMb: 8, maxOldGenerationSizeMb: 256 };

/** Reads large files in a thread, so that this process's services keep answering. Its memory goes with it. */
export const filesInThread: FileReader = {
  async read(file: WrittenFile, signal): Promise<ReadFile> {
    if (file.content.length <= smallBytes) return readFile(file, structureReaders);
    return askThread(new URL('./form-thread.js', import.meta.url), file, { name: 'playlist-file', resourceLimits, signal });
  },
};
