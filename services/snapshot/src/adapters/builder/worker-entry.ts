import type { WorkerOptions } from 'node:worker_threads';

/**
 * The worker's entry file. Built code starts its built neighbour; a worker started from TypeScript sources (tests,
 * the dev loader) has neither the loader nor the export condition, so it is given both.
 */
export function workerEntry(): { readonly url: URL; readonly options: WorkerOptions } {
  if (!import.meta.url.endsWith('.ts')) return { url: new URL('./build-worker.js', import.meta.url), options: {} };
  const loader = new URL('../../../../../tools/swc-register.mjs', import.meta.url);
  return {
    url: new URL('./build-worker.ts', import.meta.url),
    options: { execArgv: ['--conditions=catalogsync-source', '--import', loader.href] },
  };
}
