import { constants } from 'node:fs';
import { chmod, copyFile, open, rm } from 'node:fs/promises';
import { Fault, toFault } from '@catalogsync/faults';
import { askThread } from '@catalogsync/runtime/thread';
import type { DeltaWork } from './delta-work.js';
import { type PackedFile, packFile, unpackFile } from './pack-file.js';

/** A delta that is larger than the database it leads to is no use. */
const leastDeltaBytes = 1 << 20;
/** Deltas are small, and packed once for all readers. */
const deltaLevel = 9;

const work = (order: DeltaWork, signal: AbortSignal): Promise<number> =>
  askThread<number>(new URL('./delta-thread.js', import.meta.url), order, {
    name: 'snapshot-delta',
    resourceLimits: { maxOldGenerationSizeMb: 64 },
    signal,
  });

const deltaFault = (error: unknown): Fault => {
  const fault = toFault(error);
  if (fault.code === 'canceled' || fault.code === 'timeout' || fault.code === 'disk_full' || fault.code === 'permission_denied')
    return fault;
  return fault.code === 'data_corrupt' ? fault : new Fault('data_corrupt', 'the delta does not fit this snapshot', { cause: error });
};

/** Packs the rows that a build noted; the plain file stays. */
export const packDelta = (delta: string, out: string, signal: AbortSignal): Promise<PackedFile> => packFile(delta, out, signal, deltaLevel);

/**
 * Writes by which rows one snapshot's database differs from another of the same schema, packed. The database that `applyDelta` makes of
 * it has the same rows as `after`, but its pages, and so its hash, are those of `before` as changed.
 * A build notes its rows itself.
 * @internal for tests
 * @throws Fault `data_corrupt`, `disk_full`, `canceled`
 */
export async function makeDelta(before: string, after: string, out: string, signal: AbortSignal): Promise<PackedFile> {
  const plain = `${out}.rows`;
  try {
    await (await open(plain, 'wx')).close();
    await work({ kind: 'make', before, after, out: plain }, signal);
    return await packDelta(plain, out, signal);
  } catch (error) {
    throw signal.aborted ? signal.reason : deltaFault(error);
  } finally {
    await rm(plain, { force: true });
  }
}

/**
 * Makes the database that a packed delta leads to from the one before, which is only read. Neither the rows of the delta nor the
 * database may be larger than `maxBytes`. The caller proves the result by its hash: damaged deltas may lead to another database.
 * Blocks nothing: it runs in a thread, which is ended when the signal says so, after the statement that it runs.
 * @throws Fault `data_corrupt` (damaged, too large, or not for this database), `disk_full`, `permission_denied`, `canceled`; then nothing is left at `out`
 */
export async function applyDelta(before: string, delta: string, out: string, maxBytes: number, signal: AbortSignal): Promise<void> {
  const plain = `${out}.rows`;
  try {
    await unpackFile(delta, plain, Math.max(leastDeltaBytes, maxBytes), signal);
    await copyFile(before, out, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE);
    await chmod(out, 0o600);
    await work({ kind: 'apply', delta: plain, out, maxBytes }, signal);
  } catch (error) {
    await rm(out, { force: true });
    throw signal.aborted ? signal.reason : deltaFault(error);
  } finally {
    await rm(plain, { force: true });
  }
}
