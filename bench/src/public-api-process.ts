import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureKeyRing } from '@catalogsync/signing';
import { nodeOptions } from './command.js';

export interface PublicApi {
  /** Base address. */
  readonly base: string;
  readonly process: ChildProcess;
}

/**
 * Starts the public API on the publication in `root`/publication, in its own process; resolves when it is ready.
 * @param core pins it to one core, away from the load generator; undefined: no pinning
 * @param settings besides those for tests; a second one for the same root needs a socket and a cache of its own
 */
export async function startPublicApi(
  root: string,
  core: number | undefined,
  settings: Readonly<Record<string, string>> = {},
): Promise<PublicApi> {
  // Without a key for links it is never ready.
  mkdirSync(join(root, 'keys'), { recursive: true, mode: 0o700 });
  await ensureKeyRing(join(root, 'keys'), 'playback', new Date());
  // Built code starts its built neighbour; with the dev loader the child needs the loader too.
  const file = fileURLToPath(new URL(import.meta.url.endsWith('.ts') ? './http-api-child.ts' : './http-api-child.js', import.meta.url));
  const node = [...process.execArgv, ...nodeOptions];
  const child =
    core === undefined
      ? fork(file, { execArgv: node })
      : fork(file, { execPath: 'taskset', execArgv: ['-c', String(core), process.execPath, ...node] });
  child.send({
    ROOT_DIR: root,
    SNAPSHOT_DIR: join(root, 'publication'),
    SNAPSHOT_TRUSTED_KEYS: 'none',
    PUBLIC_API_HOST: '127.0.0.1',
    PUBLIC_API_PORT: '0',
    PUBLIC_API_RPC: `unix:${root}/api.sock`,
    ...settings,
  });
  const [base] = (await once(child, 'message')) as [string];
  for (let tries = 0; (await fetch(`${base}/readyz`)).status !== 200; tries++) {
    if (tries > 300) throw new Error('the public API takes no snapshot up');
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return { base, process: child };
}
