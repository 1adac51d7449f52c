import { readFileSync } from 'node:fs';
import { HttpClient } from '@catalogsync/outbound-http';
import { type EmulatedAnswer, type EmulatedRequest, EmulatedServer } from '@catalogsync/testkit';
import { afterAll, afterEach } from '@jest/globals';

/** By path: an answer, its body as recorded, or what makes one. */
export type Answers = Readonly<Record<string, EmulatedAnswer | string | ((asked: EmulatedRequest) => EmulatedAnswer | undefined)>>;

/**
 * What specs of recorded answers share. Servers and the client are closed by themselves.
 * @param spec the address of its module, beside `fixtures/`
 */
export function pinned(spec: string) {
  const http = new HttpClient({ random: () => 0, retryPauseMs: 1 });
  /** Called after each test. */
  const closers: (() => Promise<unknown>)[] = [];
  afterEach(async () => {
    for (const close of closers.splice(0)) await close();
  });
  afterAll(() => http.close());
  return {
    http,
    closers,
    recorded: (name: string): string => readFileSync(new URL(`./fixtures/${name}.json`, spec), 'utf8'),
    /** A server that answers these paths. */
    serving: async (answers: Answers): Promise<EmulatedServer> => {
      const server = await EmulatedServer.start((asked) => {
        const answer = answers[asked.path];
        if (typeof answer === 'function') return answer(asked);
        return typeof answer === 'string' ? { body: answer } : answer;
      });
      closers.push(() => server.stop());
      return server;
    },
  };
}
