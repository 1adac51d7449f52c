import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { EventRing, parseEventId } from './event-ring.js';
import { type FeedMessage, LiveFeed } from './live-feed.js';

const epoch = 'abc123';

describe('when an event id is read', () => {
  it('returns the parts of every valid id, and accepts no other text', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[0-9a-z]{1,32}$/), fc.integer({ min: 0, max: 999_999_999_999_999 }), (name, seq) => {
        expect(parseEventId(`${name}-${seq}`)).toEqual({ epoch: name, seq });
      }),
    );
    fc.assert(
      fc.property(fc.string({ maxLength: 60 }), (text) => {
        const id = parseEventId(text);
        return id === undefined || `${id.epoch}-${id.seq}` === text;
      }),
    );
    for (const text of ['', '-', 'a-', '-1', 'a-01', 'a-1 ', 'A-1', 'a-1e3', `a-${'9'.repeat(16)}`, 'a-1\n'])
      expect(parseEventId(text)).toBeUndefined();
  });
});

describe('when events are kept for returning clients', () => {
  it('resumes after the last one seen exactly when none is missing', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 8 }),
        fc.integer({ min: 1, max: 60 }),
        fc.array(fc.string({ maxLength: 12 }), { maxLength: 30 }),
        fc.integer({ min: 0, max: 40 }),
        (events, characters, texts, seen) => {
          const ring = new EventRing(epoch, { events, characters });
          const all = texts.map((text) => ring.append(text));
          const place = ring.placeBehind(`${epoch}-${seen}`);
          const got: string[] = [];
          for (let at = seen; ; at += 1) {
            const next = ring.after(at);
            if (next === undefined || next === 'gone') break;
            got.push(next.data);
          }
          const missing = all.slice(seen).map(({ data }) => data);
          if (seen > all.length) expect(place).toMatchObject({ kind: 'resync' });
          else if (place.kind === 'behind') expect(got).toEqual(missing);
          else expect(missing.length > events || missing.join('').length > characters).toBe(true);
          // The newest event is kept even if it alone exceeds the bounds.
          expect(ring.newest).toEqual(all.at(-1));
        },
      ),
    );
  });

  it('lets no client resume across a gap', () => {
    const ring = new EventRing(epoch, { events: 10, characters: 100 });
    const { id } = ring.append('before');
    ring.forget();
    ring.append('after');
    expect(ring.placeBehind(id)).toEqual({ kind: 'resync', reason: 'too_old' });
  });
});

/** Sleeps end when the test says so, which sets the pace of the feed. */
class Steps {
  private readonly sleeping = new Set<() => void>();
  readonly sleep = (_ms: number, signal: AbortSignal): Promise<void> =>
    new Promise((resolve) => {
      const end = (): void => {
        this.sleeping.delete(end);
        resolve();
      };
      this.sleeping.add(end);
      signal.addEventListener('abort', end, { once: true });
      if (signal.aborted) end();
    });
  wake(): void {
    for (const end of [...this.sleeping]) end();
  }
}

const world = (fails = false) => {
  const state = { text: 'first', last: 5, backlog: 0, reads: [] as Array<number | undefined>, faults: 0, fails };
  const steps = new Steps();
  const ring = new EventRing(epoch, { events: 4, characters: 1000 });
  const feed = new LiveFeed({
    source: {
      read: async (after) => {
        state.reads.push(after);
        if (state.fails) throw new Error('disk');
        return { text: state.text, lastJobEvent: state.last };
      },
      backlog: async () => state.backlog,
    },
    ring,
    pacing: { sleep: steps.sleep },
    paceMs: 1,
    heartbeatMs: 1,
    onFault: () => {
      state.faults += 1;
    },
  });
  const next = async (stream: AsyncGenerator<FeedMessage, void>): Promise<FeedMessage> => {
    const step = await stream.next();
    if (step.done) throw new Error('ended');
    return step.value;
  };
  return { state, steps, ring, feed, next };
};
const never = new AbortController().signal;
const told = (data: string) => ({ kind: 'event', event: expect.objectContaining({ data }) });

describe('when the live state is followed', () => {
  it('reads only while somebody watches, and resumes job events where it stopped', async () => {
    const { state, steps, feed, next } = world();
    const one = feed.follow(undefined, never);
    expect(await next(one)).toEqual(told('first'));
    await one.return();
    steps.wake();
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect(state.reads).toEqual([undefined]);
    const two = feed.follow(undefined, never);
    expect(await next(two)).toEqual(told('first'));
    expect(state.reads).toEqual([undefined, 5]);
    await two.return();
    await feed.close();
  });

  it('does not send as news what piled up while nobody watched for long', async () => {
    const { state, steps, feed, next } = world();
    const one = feed.follow(undefined, never);
    const first = await next(one);
    await one.return();
    steps.wake();
    await new Promise((resolve) => setTimeout(resolve, 5));
    state.backlog = 1001;
    const two = feed.follow(first.kind === 'event' ? first.event.id : '', never);
    expect(await next(two)).toMatchObject({ kind: 'resync' });
    expect(await next(two)).toEqual(told('first'));
    expect(state.reads).toEqual([undefined, undefined]);
    await two.return();
    await feed.close();
  });

  it('tells a reader that fell behind to start over instead of keeping everything for it', async () => {
    const { state, steps, feed, next, ring } = world();
    const slow = feed.follow(undefined, never);
    const quick = feed.follow(undefined, never);
    expect(await next(slow)).toEqual(told('first'));
    expect(await next(quick)).toEqual(told('first'));
    for (let n = 1; n <= 8; n++) {
      state.text = `state ${n}`;
      const news = next(quick);
      while (ring.newest?.data !== state.text) {
        steps.wake();
        await new Promise((resolve) => setTimeout(resolve, 1));
      }
      let message = await news;
      while (message.kind === 'heartbeat') message = await next(quick);
      expect(message).toEqual(told(`state ${n}`));
    }
    expect(await next(slow)).toEqual({ kind: 'resync', reason: 'too_old' });
    expect(await next(slow)).toEqual(told('state 8'));
    await feed.close();
    expect([await slow.next(), await quick.next()]).toEqual([
      { done: true, value: undefined },
      { done: true, value: undefined },
    ]);
  });

  it('continues after failed reads, and reports only the first of them', async () => {
    const { state, steps, feed, next } = world(true);
    const stream = feed.follow(undefined, never);
    const message = next(stream);
    for (let n = 0; n < 5; n++) {
      steps.wake();
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
    expect(state.faults).toBe(1);
    state.fails = false;
    steps.wake();
    let got = await message;
    while (got.kind === 'heartbeat') {
      steps.wake();
      got = await next(stream);
    }
    expect(got).toEqual(told('first'));
    await feed.close();
  });

  it('ends when the reader leaves, and immediately if the feed is already closed', async () => {
    const { feed } = world();
    const leaving = new AbortController();
    const stream = feed.follow(undefined, leaving.signal);
    const first = stream.next();
    await first;
    const second = stream.next();
    leaving.abort();
    expect(await second).toEqual({ done: true, value: undefined });
    await feed.close();
    expect(await feed.follow(undefined, never).next()).toEqual({ done: true, value: undefined });
  });
});
