import { describe, expect, it } from '@jest/globals';
import { IdentifyAtStart } from './identify-at-start.js';

const aborted = (signal: AbortSignal | undefined): Promise<void> =>
  new Promise((_, reject) => signal?.addEventListener('abort', () => reject(signal.reason as Error)));

describe('when a service starts while artists wait', () => {
  it('ends the identification when the service stops, which is no fault', async () => {
    const faults: unknown[] = [];
    const atStart = new IdentifyAtStart({ run: aborted }, (error) => faults.push(error));
    atStart.start();
    await atStart.stop();
    expect(faults).toEqual([]);
  });

  it('tells why it failed, and lets the service run', async () => {
    const faults: unknown[] = [];
    const atStart = new IdentifyAtStart({ run: () => Promise.reject(new Error('full')) }, (error) => faults.push(error));
    atStart.start();
    await new Promise(setImmediate);
    await atStart.stop();
    expect(faults).toEqual([new Error('full')]);
  });
});
