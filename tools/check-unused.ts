// `npm run check`: what is exported, installed or served, and used by nobody. Ends with 1 if there is any.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { rpcsWithoutCaller } from './rpc-callers.js';

const program = fileURLToPath(new URL('../node_modules/knip/bin/knip.js', import.meta.url));
const knip = [program, '--tsConfig', 'tsconfig.knip.json', '--no-progress', '--no-config-hints'];

/** Once over everything, once without the tests: what only tests use is unused too, unless it says `@internal`. */
const passes = [['--include-entry-exports'], ['--production', '--include', 'files,exports,types']];
const failed = passes.filter((more) => spawnSync(process.execPath, [...knip, ...more], { stdio: 'inherit' }).status !== 0);

const uncalled = rpcsWithoutCaller(process.cwd());
for (const path of uncalled) process.stdout.write(`RPC without a caller: ${path}\n`);
process.exitCode = failed.length > 0 || uncalled.length > 0 ? 1 : 0;
