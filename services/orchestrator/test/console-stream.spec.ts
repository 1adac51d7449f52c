import { Gate } from '@catalogsync/job-engine/testing';
import { afterEach, describe, expect, it } from '@jest/globals';
import { ConsoleWorld, type Login, songs } from './console-world.js';
import { StreamClient } from './event-stream-client.js';

// Real here: HTTP on loopback, SQLite, the job engine, timers.
type Tuning = Parameters<typeof ConsoleWorld.open>[1];
let world: ConsoleWorld;
let operator: Login;
let headers: Record<string, string>;
const clients: StreamClient[] = [];
const gate = new Gate();

const start = async (tuning: Tuning = {}): Promise<void> => {
  const execute: typeof gate.execute = (item, context) => {
    context.report({ done: 0, total: 0, unit: 'bytes', current: 'resolving source qq (1/3)' });
    return gate.execute(item, context);
  };
  world = await ConsoleWorld.open({ download: { items: songs(400), execute } }, { paceMs: 20, heartbeatMs: 60, ...tuning });
  operator = await world.logIn();
  headers = (await world.token(operator, 'operator')).headers;
};
const open = async (more: Record<string, string> = {}, as = headers): Promise<StreamClient> => {
  const client = await StreamClient.open(`${world.base}/api/events/stream`, { ...as, ...more });
  clients.push(client);
  return client;
};
const happen = async (from: number, to: number): Promise<void> => {
  for (let n = from; n <= to; n++) {
    await world.write(
      "INSERT INTO job_events(job_run_id, event_type, message, created_at) VALUES (1, 'paused', ?, '2026-11-21T00:00:00Z')",
      `${n}`,
    );
  }
};
const messagesOf = ({ events }: StreamClient): string[] =>
  events.flatMap(({ data }) => (data.events ?? []).map((event: { message: string }) => event.message));
const seen = (...all: StreamClient[]): number[] => all.flatMap((client) => messagesOf(client).map(Number));
const range = (from: number, to: number): number[] => Array.from({ length: to - from + 1 }, (_, index) => from + index);

afterEach(async () => {
  for (const client of clients.splice(0)) client.close();
  await world.close();
});

describe('when somebody watches (behaviour 124)', () => {
  it('serves text/event-stream with the current state immediately, then each change, as JSON with ids', async () => {
    await start();
    const client = (await open()).read();
    expect([client.status, client.response.headers['content-type']]).toEqual([200, 'text/event-stream; charset=utf-8']);
    expect(client.response.headers['cache-control']).toBe('no-store');
    await client.until(({ events }) => events.length > 0);
    expect(client.events[0]).toMatchObject({
      id: expect.stringMatching(/^[0-9a-f]{16}-1$/),
      type: 'snapshot',
      data: { jobs: [], workers: [], events: [] },
    });
    await world.engine.start();
    await world.ask('POST', '/api/jobs', { headers, body: { template: 'download' } });
    await client.until(({ events }) => events.some(({ data }) => data.workers.length === 2));
    expect(client.events.find(({ data }) => data.workers.length === 2)?.data.jobs).toMatchObject([{ id: 1, status: 'running' }]);
    const types = client.events.flatMap(({ data }) => data.events.map((event: { eventType: string }) => event.eventType));
    expect(types).toEqual(expect.arrayContaining(['job_created', 'job_started', 'stage_started']));
    expect(client.events.map(({ id }) => Number(id?.split('-')[1]))).toEqual(range(1, client.events.length));
  });

  it('shows what each running item is doing, next to its name (behaviour 48)', async () => {
    await start();
    const client = (await open()).read();
    await world.engine.start();
    await world.ask('POST', '/api/jobs', { headers, body: { template: 'download' } });
    const isTold = ({ data }: StreamClient['events'][number]): boolean =>
      data.workers.some((worker: { progressText: string | null }) => worker.progressText !== null);
    await client.until(({ events }) => events.some(isTold));
    const [worker] = client.events.find(isTold)?.data.workers ?? [];
    expect(worker).toMatchObject({ progressText: 'resolving source qq (1/3)', currentDisplayText: expect.stringContaining('1') });
  });

  it('is paced, and sends only heartbeats while nothing changes', async () => {
    await start({ paceMs: 500 });
    const client = (await open()).read();
    await client.until(({ heartbeats }) => heartbeats >= 3);
    expect(client.events).toHaveLength(1);
    await happen(1, 50);
    await client.until(() => seen(client).length === 50);
    expect(client.events.length).toBeLessThan(50);
  });
});

describe('when a client reconnects', () => {
  it('misses nothing that happened while it was away, and receives nothing twice', async () => {
    await start();
    const other = (await open()).read();
    const parts: StreamClient[] = [];
    let lastId: string | undefined;
    for (let round = 0; round < 6; round++) {
      const client = (await open(lastId === undefined ? {} : { 'last-event-id': lastId })).read();
      parts.push(client);
      if (round === 0) await client.until(({ events }) => events.length > 0);
      await happen(round * 10 + 1, round * 10 + 5);
      await client.until(() => seen(...parts).includes(round * 10 + 5));
      lastId = client.lastId;
      client.close();
      await happen(round * 10 + 6, round * 10 + 10);
    }
    await other.until(() => seen(other).includes(60));
    const last = (await open({ 'last-event-id': lastId ?? '' })).read();
    await last.until(() => seen(...parts, last).includes(60));
    expect(seen(...parts, last)).toEqual(range(1, 60));
    expect(seen(other)).toEqual(range(1, 60));
    expect([...parts, last].flatMap(({ events }) => events.map(({ type }) => type))).not.toContain('resync');
  });

  it('misses nothing even if nobody watched meanwhile', async () => {
    await start();
    const first = (await open()).read();
    await first.until(({ events }) => events.length > 0);
    first.close();
    await world.unwatched();
    await happen(1, 300);
    const second = (await open({ 'last-event-id': first.lastId ?? '' })).read();
    await second.until(() => seen(second).length >= 300);
    expect(seen(second)).toEqual(range(1, 300));
  });

  it('is told to start over if what it missed is gone or came from another process, or if its id is invalid', async () => {
    await start({ ring: { events: 3, characters: 1_000_000 } });
    const first = (await open()).read();
    await first.until(({ events }) => events.length > 0);
    for (let n = 1; n <= 6; n++) {
      await happen(n, n);
      await first.until(() => seen(first).includes(n));
    }
    for (const [id, reason] of [
      [first.events[0]?.id ?? '', 'too_old'],
      ['0123456789abcdef-3', 'other_process'],
      ['nonsense', 'unknown_id'],
      [`${first.lastId}9`, 'unknown_id'],
    ] as const) {
      const client = (await open({ 'last-event-id': id })).read();
      await client.until(({ events }) => events.length >= 2);
      expect(client.events[0]).toEqual({ id: undefined, type: 'resync', data: { reason } });
      expect(client.events[1]).toMatchObject({ type: 'snapshot', data: { jobs: [] } });
      client.close();
    }
  });
});

describe('when a login ends', () => {
  it('ends its streams', async () => {
    await start();
    const reader = await world.logIn('read_only');
    const byCookie = (await open({}, { cookie: reader.cookie })).read();
    const token = await world.token(operator, 'read_only');
    const byToken = (await open({}, token.headers)).read();
    await Promise.all([byCookie, byToken].map((client) => client.until(({ heartbeats }) => heartbeats > 0)));
    await world.ask('POST', '/api/logout', world.fromPage(reader));
    await world.ask('DELETE', `/api/tokens/${token.id}`, world.fromPage(operator));
    await Promise.all([byCookie, byToken].map((client) => client.until(({ ended }) => ended)));
  });

  it('does not count an open stream as use of the session', async () => {
    await start();
    const client = (await open({}, { cookie: operator.cookie })).read();
    await client.until(({ heartbeats }) => heartbeats > 0);
    world.pass(7 * 3_600_000);
    await client.until(({ heartbeats }) => heartbeats > 2);
    world.pass(6 * 3_600_000);
    await client.until(({ ended }) => ended);
  });
});

describe('when streams are many or slow', () => {
  const streams = { streams: 3, perActor: 2, stallMs: 300 };

  it('limits open streams per login and in total, and admits others once some close', async () => {
    await start({ streams });
    const second = (await world.token(operator, 'read_only')).headers;
    const own = [await open(), await open()];
    expect((await open()).status).toBe(429);
    const other = await open({}, second);
    expect([...own, other].map(({ status }) => status)).toEqual([200, 200, 200]);
    const refused = await world.ask('GET', '/api/events/stream', { headers: second });
    expect([refused.status, refused.json.code, refused.headers.get('retry-after')]).toEqual([429, 'rate_limited', '30']);
    for (const client of own) client.close();
    for (let status = 429; status !== 200; ) {
      const client = await open();
      status = client.status;
      if (status !== 200) client.close();
    }
  });

  it('disconnects a client that reads nothing, without holding up another', async () => {
    await start({ streams });
    const slow = await open();
    const quick = (await open()).read();
    await quick.until(({ events }) => events.length > 0);
    const wide = 'x'.repeat(1_000_000);
    slow.response.pause();
    // Its place is free only once it is disconnected; system buffers take some megabytes before that.
    let admitted = false;
    for (let n = 1; !admitted; n++) {
      await world.write("INSERT INTO job_events(job_run_id, event_type, message) VALUES (1, 'paused', ?)", `${n} ${wide}`);
      // One chunk may hold several events, with empty ones after the awaited one.
      await quick.until(() => messagesOf(quick).some((message) => message.startsWith(`${n} `)));
      const third = await open();
      admitted = third.status === 200;
      third.close();
    }
    expect(quick.ended).toBe(false);
    slow.read().response.resume();
    await slow.until(({ ended }) => ended);
  });

  it('ends all streams when the console stops', async () => {
    await start();
    const client = (await open()).read();
    await client.until(({ events }) => events.length > 0);
    await world.stopConsole();
    await client.until(({ ended }) => ended);
  });
});
