import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The command that users start. */
export const command = fileURLToPath(new URL('../../catalogsync', import.meta.url));

const options = /^exec "\$node" (--.*?) -- /m.exec(readFileSync(command, 'utf8'))?.[1];
if (options === undefined) throw new Error('the command starts Node.js in a way that the benchmark does not know');

/** Node's options, as the command gives them. */
export const nodeOptions: readonly string[] = options.split(' ');
