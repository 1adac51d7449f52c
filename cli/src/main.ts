import { setSourceMapsSupport } from 'node:module';

// Stack traces in our own sources. Including the maps of all packages, as --enable-source-maps does, would take
// 10 MB and a fifth of a second; files loaded before this call have no map.
setSourceMapsSupport(true, { nodeModules: false });
const { runCommandProcess } = await import('./process.js');
const { endProcess } = await import('./process-end.js');

// A pool or a socket that someone forgot must not keep a finished command alive.
await endProcess(await runCommandProcess());
