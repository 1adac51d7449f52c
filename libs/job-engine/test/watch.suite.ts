import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { JobSnapshot } from '../src/index.js';
import { Gate, note, order, things, World } from './engine-world.js';
import type { OpenStore } from './notes.js';

/** What watchers of a job see, wherever its records are kept. Real: the whole engine. Fake: time. */
export function watchSuite(name: string, make: () => Promise<OpenStore>): void {
  describe(`when a job is watched, with records ${name}`, () => {
    let open: OpenStore;
    let here: World;
    beforeEach(async () => {
      open = await make();
    });
    afterEach(async () => {
      const stopped = here.engine.stop(0);
      await here.time.pass(60_000);
      await stopped;
      await open.close();
    });

    /** Follows in the background; what was seen can be read at any time. */
    const watching = (jobId: number) => {
      const seen: JobSnapshot[] = [];
      const ended = (async () => {
        for await (const snapshot of here.engine.watch(jobId, new AbortController().signal)) seen.push(snapshot);
      })();
      return { seen, ended };
    };
    const passUntil = async (ended: Promise<void>): Promise<void> => {
      let over = false;
      void ended.then(() => {
        over = true;
      });
      for (let turn = 0; turn < 200 && !over; turn += 1) await here.time.pass(100);
      await ended;
    };

    it('an incomplete item ends its stage and its job with errors, reported once', async () => {
      here = new World(open, {
        gather: {
          items: things(1),
          execute: async () => ({
            kind: 'succeeded',
            notices: ['a.flac: no audio in it', '第二个: 坏了'],
            events: [{ type: 'library_scanned', message: '2 files' }],
          }),
        },
        read: { items: things(1) },
      });
      await here.start();
      const id = await here.createJob('full');
      const { seen, ended } = watching(id);
      await passUntil(ended);
      expect(seen.at(-1)?.job.status).toBe('completed_with_errors');
      expect(seen.at(-1)?.stages.map(({ status, flawed }) => [status, flawed])).toEqual([
        ['completed_with_errors', true],
        ['completed', false],
      ]);
      expect(seen.flatMap(({ notices }) => notices)).toEqual(['a.flac: no audio in it', '第二个: 坏了']);
      expect(await here.events(id)).toContain('library_scanned');
      const late = watching(id);
      await late.ended;
      expect(late.seen.flatMap(({ notices }) => notices)).toHaveLength(2);
    });

    it('a repeated stage forgets what it could not do the previous time', async () => {
      let flawed = true;
      here = new World(open, {
        gather: { items: things(1), execute: async () => ({ kind: 'succeeded', notices: flawed ? ['bad'] : [] }) },
      });
      await here.start();
      const id = await here.createJob('gather');
      await here.time.settle();
      expect(await here.status(id)).toBe('completed_with_errors');
      flawed = false;
      expect(await here.command('force_retry_item', { jobId: id })).toBe('applied');
      expect(await here.status(id)).toBe('completed');
    });

    it('final failures are reported and counted by class; those to be retried are not reported yet', async () => {
      const fail = (errorClass: 'not_found' | 'auth' | 'source_down') => ({ kind: 'failed', errorClass, message: 'no' }) as const;
      const classes = ['not_found', 'auth', 'not_found', 'source_down'] as const;
      here = new World(open, {
        fetch: { items: things(4), execute: async (item) => fail(classes[Number(item.key.split(':')[1]) - 1] ?? 'auth') },
      });
      await here.start();
      const id = await here.createJob('fetch');
      await here.time.settle();
      const notices = await open.store.notices(id, { after: 0, limit: 10 });
      expect(notices.map(({ message }) => message).sort()).toEqual(['thing:1: no', 'thing:2: no', 'thing:3: no']);
      expect(await open.store.notices(id, { after: notices[1]?.id ?? 0, limit: 10 })).toHaveLength(1);
      const stageId = (await open.store.jobView(id))?.stages[0]?.id ?? 0;
      const byClass = [...(await open.store.failures([stageId]))].sort((a, b) => a.count - b.count);
      expect(byClass).toEqual([
        { stageId, errorClass: 'auth', count: 1 },
        { stageId, errorClass: 'not_found', count: 2 },
      ]);
      expect((await open.store.stage(stageId))?.jobId).toBe(id);
      const [first] = await here.items(id);
      expect((await open.store.item(first?.id ?? 0))?.key).toBe('thing:1');
      expect(await open.store.item(4_711)).toBeUndefined();
      expect(await open.store.stage(4_711)).toBeUndefined();
    });

    it('an item is reported with its last progress, however briefly it ran', async () => {
      here = new World(open, {
        gather: {
          items: things(3),
          execute: async (item, { report }) => {
            report({ done: 7, total: 7, unit: 'files' });
            return note(item);
          },
        },
      });
      await here.start();
      const id = await here.engine.createJob(order('gather'));
      const { seen, ended } = watching(id);
      await passUntil(ended);
      const told = seen.flatMap(({ justEnded }) => justEnded.map(({ item, progress }) => `${item.key} ${progress?.done}`));
      expect(told.sort()).toEqual(['thing:1 7', 'thing:2 7', 'thing:3 7']);
    });

    it('the speed of a fetch is reported with its bytes', async () => {
      const gate = new Gate();
      here = new World(open, {
        fetch: {
          items: things(1),
          execute: async (item, context) => {
            context.report({ done: 0, total: 9_000, unit: 'bytes' });
            const outcome = gate.execute(item, context);
            await here.time.sleep(2_000, context.signal);
            context.report({ done: 4_000, total: 9_000, unit: 'bytes' });
            return outcome;
          },
        },
      });
      await here.start();
      await here.createJob('fetch');
      await here.time.pass(2_000);
      expect(here.engine.runningItems().map(({ progress }) => progress)).toEqual([
        { done: 4_000, total: 9_000, unit: 'bytes', bytesPerSecond: 2_000 },
      ]);
      gate.end('thing:1');
      await here.time.settle();
    });

    it('the watch ends with the engine, its job paused until the next start', async () => {
      const gate = new Gate();
      here = new World(open, { fetch: { items: things(1), execute: gate.execute } });
      await here.start();
      const id = await here.createJob('fetch');
      const { seen, ended } = watching(id);
      await here.time.pass(1_000);
      expect(here.engine.isRunning).toBe(true);
      const stopped = here.engine.stop(1_000);
      await here.time.pass(30_000);
      await stopped;
      await passUntil(ended);
      expect(seen.at(-1)?.job).toMatchObject({ status: 'paused', pausedBy: 'restart' });
      expect(here.engine.isRunning).toBe(false);
    });

    it('stages without an executor are left out and reported, and a job with nothing else is refused', async () => {
      here = new World(open, { gather: { items: things(1) }, read: { items: things(1) } });
      const id = await here.engine.createJob(order('read+fetch+send'));
      expect(await here.stages(id)).toEqual(['read pending']);
      const leftOut = (await open.store.events(id, { after: 0, limit: 9 })).filter(({ type }) => type === 'stage_left_out');
      expect(leftOut.map(({ message }) => message.split(' ')[0])).toEqual(['fetch', 'send']);
      await expect(here.engine.createJob(order('send'))).rejects.toMatchObject({ code: 'failed_precondition' });
    });

    it('the outcome of a command is reported to every caller that waits for it, early or late, without polling', async () => {
      const gate = new Gate();
      let reads = 0;
      const command = open.store.command.bind(open.store);
      open.store.command = (id) => {
        reads += 1;
        return command(id);
      };
      here = new World(open, { fetch: { items: things(1), execute: gate.execute } });
      const id = await here.engine.createJob(order('fetch'));
      const commandId = await here.engine.command('pause', { jobId: id });
      const leaving = new AbortController();
      const left = here.engine.settled(commandId, leaving.signal);
      const waiting = here.engine.settled(commandId, new AbortController().signal);
      await here.time.settle();
      expect(reads).toBe(2);
      await here.time.pass(60_000);
      expect(reads).toBe(2);
      leaving.abort();
      await expect(left).rejects.toMatchObject({ code: 'canceled' });
      await here.start();
      expect(await waiting).toMatchObject({ status: 'applied', affected: 1 });
      expect(reads).toBe(3);
      expect(await here.engine.settled(commandId, new AbortController().signal)).toMatchObject({ status: 'applied' });
      await expect(here.engine.settled(4_711, new AbortController().signal)).rejects.toMatchObject({ code: 'not_found' });
      const again = await here.engine.command('pause', { jobId: id });
      const refused = here.engine.settled(again, new AbortController().signal);
      await here.time.settle();
      expect(await refused).toMatchObject({ status: 'rejected', reason: expect.stringContaining('paused') });
    });
  });
}
