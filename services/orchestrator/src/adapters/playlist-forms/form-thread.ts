import { answerInThread } from '@catalogsync/runtime/thread';
import { type ReadFile, readFile, type WrittenFile } from '../../core/playlist-forms/read-file.js';
import { structureReaders } from './structure-readers.js';

/** The entry point of the thread: parsers block, some for seconds. */
await answerInThread<WrittenFile, ReadFile>((file) => readFile(file, structureReaders));
