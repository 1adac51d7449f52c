import { once } from 'node:events';
import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import { nameOwnSources, sentFault } from '@catalogsync/runtime/thread';
import type { SnapshotIdentity } from '../../core/publication/snapshot-builder.js';
import { buildFault } from './build-fault.js';
import type { BuildAnswer, BuildOrder, BuildReport } from './build-messages.js';
import { ReadModelBuild } from './read-model-build.js';

/** The entry point of the worker thread: SQLite's calls block, and a build takes seconds. */
async function main(port: MessagePort, order: BuildOrder): Promise<void> {
  nameOwnSources();
  const report = (message: BuildReport): void => port.postMessage(message);
  const identify = async (hash: string): Promise<SnapshotIdentity | undefined> => {
    report({ kind: 'content', hash });
    const [answer] = (await once(port, 'message')) as [BuildAnswer];
    return answer.identity;
  };
  try {
    const build = new ReadModelBuild(order, (phase) => report({ kind: 'phase', phase }));
    const result = await build.run(identify);
    report(result === undefined ? { kind: 'unchanged' } : { kind: 'built', ...result });
  } catch (error) {
    report({ kind: 'failed', fault: sentFault(buildFault(error, order)) });
  } finally {
    port.close();
  }
}

if (parentPort !== null) await main(parentPort, workerData as BuildOrder);
