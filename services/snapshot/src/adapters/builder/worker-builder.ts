import { existsSync } from 'node:fs';
import { open, rm, stat, statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Worker } from 'node:worker_threads';
import { Fault, withFaults } from '@catalogsync/faults';
import { receivedFault, threadEntry } from '@catalogsync/runtime/thread';
import type { BuildOutcome, BuildRequest, SnapshotBuilder, SnapshotIdentity } from '../../core/publication/snapshot-builder.js';
import { buildFault } from './build-fault.js';
import type { BuildAnswer, BuildOrder, BuildReport } from './build-messages.js';
import { differencesFile, rowsFile } from './incremental-rows.js';

/** With the file of the origin, a snapshot is 1.5 times as large as a source without indices (measured); real ones have some. */
const roomFactor = 1.8;
/** An incremental build also has the rows of the source beside its target, and what differs: 0.8 times the source (measured). */
const rowsFactor = 1;
const leastRoomBytes = 8 * 1024 * 1024;

/** Otherwise short-lived rows of the search index would grow the young generation to tens of megabytes. */
const resourceLimits = { maxYoungGenerationSizeMb: 6, maxOldGenerationSizeMb: 512 };

/** Builds in a worker thread, so that this process's services keep answering. */
export class WorkerBuilder implements SnapshotBuilder {
  async build(request: BuildRequest): Promise<BuildOutcome> {
    request.signal.throwIfAborted();
    await reserve(request.target);
    try {
      await ensureRoom(request);
      const outcome = await runWorker(request);
      if (outcome.unchanged) await discard(request);
      return outcome;
    } catch (error) {
      // Why the build failed matters more than a file that stays; the next start removes it.
      await discard(request).catch(() => undefined);
      throw buildFault(error, request);
    }
  }
}

async function discard({ target, originTarget, deltaTarget }: BuildRequest): Promise<void> {
  for (const file of [target, originTarget, deltaTarget, rowsFile(target), differencesFile(target)])
    if (file !== undefined) await rm(file, { force: true });
}

/**
 * Creates the empty target, so that a folder that cannot be written to is named before anything else happens.
 * @throws Fault `already_exists`, `not_found`, `permission_denied`, `disk_full`
 */
async function reserve(target: string): Promise<void> {
  if (existsSync(target)) throw new Fault('already_exists', `a file is in the way of the snapshot: ${target}`);
  await withFaults(async () => (await open(target, 'wx')).close());
}

/** @throws Fault `disk_full` before writing anything that could not be finished. */
async function ensureRoom({ source, target, previous, full }: BuildRequest): Promise<void> {
  const size = await stat(source).then(
    (found) => found.size,
    // The worker reports what is wrong with the source.
    () => 0,
  );
  const factor = previous === undefined || full === true ? roomFactor : roomFactor + rowsFactor;
  const needed = Math.max(leastRoomBytes, size * factor);
  const volume = await statfs(dirname(target));
  const free = volume.bavail * volume.bsize;
  if (free >= needed) return;
  const inMegabytes = (bytes: number): string => `${Math.ceil(bytes / 1e6)} MB`;
  throw new Fault('disk_full', `the volume of ${dirname(target)} has ${inMegabytes(free)} free; a snapshot needs ${inMegabytes(needed)}`, {
    hint: 'Free some space on that volume, then try again.',
  });
}

function runWorker(request: BuildRequest): Promise<BuildOutcome> {
  const cancel = new SharedArrayBuffer(4);
  const { source, target, originTarget, previous, previousSha256, full, deltaTarget } = request;
  const order: BuildOrder = { source, target, originTarget, previous, previousSha256, full, deltaTarget, cancel };
  const { url, options } = threadEntry(new URL('./build-worker.js', import.meta.url));
  const worker = new Worker(url, { ...options, workerData: order, name: 'snapshot-build', resourceLimits });
  const onAbort = (): void => {
    Atomics.store(new Int32Array(cancel), 0, 1);
  };
  request.signal.addEventListener('abort', onAbort, { once: true });
  return new Promise<BuildOutcome>((resolve, reject) => {
    let outcome: BuildOutcome | undefined;
    let failure: unknown = new Fault('internal', 'the build ended without a result');
    let identity: SnapshotIdentity | undefined;
    worker.on('error', (error) => {
      failure = error;
    });
    worker.on('message', (report: BuildReport) => {
      try {
        if (report.kind === 'content') {
          identity = request.identify(report.hash);
          worker.postMessage({ identity } satisfies BuildAnswer);
        } else if (report.kind === 'phase') request.onPhase(report.phase);
        else if (report.kind === 'failed') failure = receivedFault(report.fault);
        else outcome = outcomeOf(report, identity);
      } catch (error) {
        failure = error;
        void worker.terminate();
      }
    });
    // The thread releases its files only when it has ended.
    worker.on('exit', () => (outcome === undefined ? reject(failure) : resolve(outcome)));
  }).finally(() => request.signal.removeEventListener('abort', onAbort));
}

function outcomeOf(report: Extract<BuildReport, { kind: 'built' | 'unchanged' }>, identity: SnapshotIdentity | undefined): BuildOutcome {
  if (report.kind === 'unchanged') return { unchanged: true };
  if (identity === undefined) throw new Fault('internal', 'the build continued without an identity');
  const { counts, sha256, sizeBytes, origin, of, changedRows, delta } = report;
  return { unchanged: false, built: { identity, counts, sha256, sizeBytes, origin, kind: of, changedRows, delta } };
}
