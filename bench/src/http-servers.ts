import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { nodeOptions } from './command.js';
import { startPublicApi } from './public-api-process.js';

/** `fresh` keeps no answers: each address is as if it had never been asked for. */
export type TargetName = 'api' | 'fresh' | 'bare';

/** A server that is measured. */
export interface Target {
  readonly name: TargetName;
  readonly base: string;
  readonly tracks: number;
  readonly process: ChildProcess;
}

/** Built code starts its built neighbour; with the dev loader the child needs the loader too. */
function start(name: string): ChildProcess {
  const file = fileURLToPath(new URL(import.meta.url.endsWith('.ts') ? `./${name}.ts` : `./${name}.js`, import.meta.url));
  return fork(file, { execPath: 'taskset', execArgv: ['-c', '0', process.execPath, ...process.execArgv, ...nodeOptions] });
}

export async function startApi(root: string, tracks: number): Promise<Target> {
  return { name: 'api', tracks, ...(await startPublicApi(root, 0)) };
}

export async function startFresh(root: string, tracks: number): Promise<Target> {
  const own = { HTTP_CACHE_MB: '0', CACHE_DIR: join(root, 'cache-of-fresh'), PUBLIC_API_RPC: `unix:${root}/fresh.sock` };
  return { name: 'fresh', tracks, ...(await startPublicApi(root, 0, own)) };
}

export async function startBare(folder: string, tracks: number): Promise<Target> {
  const child = start('http-bare-child');
  child.send(join(folder, 'catalog_read.db'));
  const [base] = (await once(child, 'message')) as [string];
  return { name: 'bare', base, tracks, process: child };
}
