import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { pacedSteps } from './paced-steps.js';

describe('when work reports far more often than anyone can read', () => {
  it('passes on the newest report once per interval, then the last one and the result', async () => {
    const steps: unknown[] = [];
    const work = async (report: (done: number) => void): Promise<string> => {
      for (let done = 1; steps.length < 10; done++) {
        report(done);
        await nextTurn();
      }
      report(-1);
      return 'result';
    };
    const began = performance.now();
    for await (const step of pacedSteps(work, 20)) steps.push(step);
    expect(steps.length).toBeLessThanOrEqual(3 + (performance.now() - began) / 20);
    expect(steps.slice(-2)).toEqual([
      { kind: 'report', report: -1 },
      { kind: 'result', result: 'result' },
    ]);
  });

  it('throws the error of the work, after its last report', async () => {
    const steps = pacedSteps(async (report: (done: number) => void) => {
      report(1);
      await sleep(5);
      throw new RangeError('no');
    }, 1000);
    expect(await steps.next()).toEqual({ done: false, value: { kind: 'report', report: 1 } });
    await expect(steps.next()).rejects.toThrow(RangeError);
  });
});
