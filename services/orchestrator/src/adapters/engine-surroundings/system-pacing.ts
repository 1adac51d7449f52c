import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Pacing } from '@catalogsync/job-engine';

/** The program's own timers. */
export const systemPacing: Pacing = {
  sleep(ms, signal) {
    if (signal.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const end = (): void => {
        clearTimeout(timer);
        signal.removeEventListener('abort', end);
        resolve();
      };
      const timer = setTimeout(end, ms);
      signal.addEventListener('abort', end, { once: true });
    });
  },
  async breathe() {
    await nextTurn();
  },
};
