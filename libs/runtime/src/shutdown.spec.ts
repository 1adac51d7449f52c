import { describe, expect, it } from '@jest/globals';
import { silentLogger } from './log/logger.js';
import { type Part, startInOrder } from './shutdown.js';

function part(name: string, diary: string[], fails: { start?: Error; close?: Error } = {}): Part {
  return {
    name,
    start() {
      diary.push(`start ${name}`);
      if (fails.start !== undefined) throw fails.start;
    },
    close() {
      diary.push(`close ${name}`);
      if (fails.close !== undefined) throw fails.close;
    },
  };
}

describe('when parts are started in order', () => {
  it('closes them in reverse, once', async () => {
    const diary: string[] = [];
    const stop = await startInOrder(
      [part('a', diary), { name: 'b', close: () => diary.push('close b') }, part('c', diary)],
      silentLogger(),
    );
    await Promise.all([stop(), stop()]);
    expect(diary).toEqual(['start a', 'start c', 'close c', 'close b', 'close a']);
  });

  it('closes what has started if one cannot start, and says why', async () => {
    const diary: string[] = [];
    const failure = new Error('taken');
    const parts = [part('a', diary, { close: new Error('stuck') }), part('b', diary, { start: failure }), part('c', diary)];
    await expect(startInOrder(parts, silentLogger())).rejects.toBe(failure);
    expect(diary).toEqual(['start a', 'start b', 'close b', 'close a']);
  });

  it('closes the others if one cannot be closed, and reports it', async () => {
    const diary: string[] = [];
    const failure = new Error('stuck');
    const stop = await startInOrder([part('a', diary), part('b', diary, { close: failure })], silentLogger());
    await expect(stop()).rejects.toMatchObject({ errors: [failure] });
    expect(diary.slice(2)).toEqual(['close b', 'close a']);
  });
});
