import type { FileHandle } from 'node:fs/promises';
import { Fault } from '@catalogsync/faults';
import { openRegular } from '@catalogsync/runtime';

/** A file that is being stored, as it was when it was opened. */
export interface SourceFile {
  readonly handle: FileHandle;
  readonly bytes: number;
  readonly modifiedMs: number;
}

/** @throws Fault `data_corrupt` if it is no regular file; else the system's error */
export async function openSource(file: string): Promise<SourceFile> {
  const handle = await openRegular(file);
  try {
    const { size, mtimeMs } = await handle.stat();
    return { handle, bytes: size, modifiedMs: mtimeMs };
  } catch (error) {
    await handle.close();
    throw error;
  }
}

/** Exactly so many bytes from there. @throws Fault `failed_precondition` if the file is shorter by now */
export async function readPart(handle: FileHandle, start: number, length: number): Promise<Uint8Array> {
  const bytes = Buffer.allocUnsafe(length);
  for (let filled = 0; filled < length; ) {
    const { bytesRead } = await handle.read(bytes, filled, length - filled, start + filled);
    if (bytesRead === 0) throw changed();
    filled += bytesRead;
  }
  return bytes;
}

/** @throws Fault `failed_precondition` if the file is not as it was, or not the one that was meant */
export async function checkFile({ handle, bytes, modifiedMs }: SourceFile, expected: string | undefined, sha256: string): Promise<void> {
  const { size, mtimeMs } = await handle.stat();
  if (size !== bytes || mtimeMs !== modifiedMs) throw changed();
  if (expected !== undefined && expected !== sha256) {
    throw new Fault('failed_precondition', 'the file is not the one that was to be stored: its content is another', { retry: 'never' });
  }
}

const changed = (): Fault => new Fault('failed_precondition', 'the file changed while it was being stored');
