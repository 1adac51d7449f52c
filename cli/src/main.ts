import { setSourceMapsSupport } from 'node:module';

// Stack traces in our own sources. The maps of all packages too, as --enable-source-maps has it, would take
// 10 MB and a fifth of a second; and only what is loaded after this call has its map.
setSourceMapsSupport(true, { nodeModules: false });
const { runCommandProcess } = await import('./process.js');

// A pool or a socket that someone forgot must not keep a finished command alive.
process.exit(await runCommandProcess());
