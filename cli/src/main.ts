import { nameOwnSources } from '@catalogsync/runtime';
import { endProcess } from './process-end.js';

nameOwnSources();
const { runCommandProcess } = await import('./process.js');

// A pool or a socket that someone forgot must not keep a finished command alive.
await endProcess(await runCommandProcess());
