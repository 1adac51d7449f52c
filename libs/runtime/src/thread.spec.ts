import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { Worker } from 'node:worker_threads';
import { Fault } from '@catalogsync/faults';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { askThread } from './thread.js';

// Real here: threads, started from source.

let threads: Worker[] = [];
const onThread = (message: unknown): void => {
  threads.push((message as { worker: Worker }).worker);
};
beforeEach(() => {
  threads = [];
  subscribe('worker_threads', onThread);
});
afterEach(() => {
  unsubscribe('worker_threads', onThread);
  // A thread that has ended has the id -1.
  expect(threads.filter(({ threadId }) => threadId !== -1)).toEqual([]);
});

const ask = (question: object, signal = new AbortController().signal): Promise<unknown> =>
  askThread(new URL('../test/answering-thread.js', import.meta.url), question, { name: 'test', resourceLimits: {}, signal });

describe('when a thread is asked', () => {
  it('answers', async () => {
    expect(await ask({ double: 21 })).toBe(42);
    expect(threads.length).toBe(1);
  });

  it('passes on a fault with its code, its hint and what it was caused by', async () => {
    const fault = await ask({ fail: 'disk_full' }).catch((error: unknown) => error);
    expect(fault).toBeInstanceOf(Fault);
    expect(fault).toMatchObject({
      code: 'disk_full',
      message: 'no',
      hint: 'Free some.',
      retry: 'later',
      cause: expect.stringContaining('because'),
    });
  });

  it('says so when the thread ends without an answer', async () => {
    await expect(ask({ exit: true })).rejects.toMatchObject({ code: 'internal', message: 'the thread test ended without an answer' });
  });

  it('ends the thread when the caller gives up, and starts none for one who has', async () => {
    const caller = new AbortController();
    const asked = ask({ forever: true }, caller.signal);
    caller.abort(new Fault('canceled', 'enough'));
    await expect(asked).rejects.toMatchObject({ code: 'canceled' });
    await expect(ask({ double: 1 }, caller.signal)).rejects.toMatchObject({ code: 'canceled' });
    expect(threads.length).toBe(1);
  });
});
