import { describe, expect, it } from '@jest/globals';
import { stepsOf } from './every-step.js';

async function all<P, R>(work: (report: (progress: P) => void) => Promise<R>): Promise<unknown[]> {
  const steps: unknown[] = [];
  for await (const step of stepsOf(work)) steps.push(step.kind === 'report' ? step.report : { result: step.result });
  return steps;
}

describe('when work reports its steps', () => {
  it('passes on every step in order, then the result, whether reported immediately or later', async () => {
    const work = async (report: (step: number) => void): Promise<string> => {
      report(1);
      report(2);
      await new Promise((resolve) => setTimeout(resolve, 5));
      report(3);
      return 'done';
    };
    expect(await all(work)).toEqual([1, 2, 3, { result: 'done' }]);
  });

  it('throws the error of the work, after its last report', async () => {
    const steps = stepsOf(async (report: (step: number) => void) => {
      report(1);
      throw new RangeError('no');
    });
    expect(await steps.next()).toEqual({ done: false, value: { kind: 'report', report: 1 } });
    await expect(steps.next()).rejects.toThrow(RangeError);
  });
});
