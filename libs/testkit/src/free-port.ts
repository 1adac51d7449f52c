import { createServer } from 'node:net';

const first = 20_000;
/** Where Linux begins to hand out ports by itself, to servers that ask for port 0 and to outgoing connections. */
const firstOfTheSystem = 32_768;

const isFree = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });

/**
 * A TCP port of 127.0.0.1 that was free a moment ago, for programs that must be told theirs. It lies below the ports that the system
 * hands out, so nothing takes it in the meantime but another call of this function that draws the same number.
 */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = first + Math.floor(Math.random() * (firstOfTheSystem - first));
    if (await isFree(port)) return port;
  }
}
