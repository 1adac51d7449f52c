import { describe, expect, it } from '@jest/globals';
import { Gate } from './gate.js';

describe('when calls go through a gate', () => {
  const { signal } = new AbortController();

  it('lets so many run at once, and the others in their order, whatever fails', async () => {
    const gate = new Gate(2);
    const finish: (() => void)[] = [];
    const started: number[] = [];
    const calls = [0, 1, 2, 3].map((at) =>
      gate.run(signal, async () => {
        started.push(at);
        await new Promise<void>((resolve) => finish.push(resolve));
        if (at === 0) throw new Error('broken');
        return at;
      }),
    );
    const ended = Promise.allSettled(calls);
    expect(started).toEqual([0, 1]);
    finish[0]?.();
    await expect(calls[0]).rejects.toThrow('broken');
    expect(started).toEqual([0, 1, 2]);
    finish[2]?.();
    expect(await calls[2]).toBe(2);
    expect(started).toEqual([0, 1, 2, 3]);
    finish[1]?.();
    finish[3]?.();
    expect((await ended).map(({ status }) => status)).toEqual(['rejected', 'fulfilled', 'fulfilled', 'fulfilled']);
    expect(await gate.run(signal, async () => 'again')).toBe('again');
  });

  it('lets a caller leave the queue', async () => {
    const gate = new Gate(1);
    let finish = (): void => undefined;
    const first = gate.run(signal, () => new Promise<void>((resolve) => (finish = resolve)));
    const leaving = new AbortController();
    const second = gate.run(leaving.signal, async () => 'never');
    const third = gate.run(signal, async () => 'third');
    leaving.abort();
    await expect(second).rejects.toMatchObject({ code: 'canceled' });
    finish();
    await first;
    expect(await third).toBe('third');
    await expect(gate.run(leaving.signal, async () => 'never')).rejects.toMatchObject({ code: 'canceled' });
  });
});
