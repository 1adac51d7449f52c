import { Fault } from '@catalogsync/faults';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { parseBlackout } from './blackout.js';
import type { ScheduledRun, ScheduleSettings, ScheduleStore } from './schedule.js';

export interface OpenSchedules {
  readonly store: ScheduleStore;
  /** In a transaction of its own. */
  record(run: ScheduledRun): Promise<boolean>;
  close(): Promise<void>;
}

const settings: ScheduleSettings = {
  ...{ name: 'nightly', template: 'full', pattern: '0 3 * * *', timeZone: 'Asia/Shanghai', jitterSeconds: 60, enabled: true },
  sources: ['qq', 'kuwo'],
  downloadSources: [],
  blackoutHours: ['07:00-09:00', '18:00-23:00'].map(parseBlackout),
};
const plan = { firingAt: 10, runAt: 20, plannedAt: 5 };

/** The contract of every schedule store; each one's spec calls it. */
export function scheduleStoreContract(name: string, open: () => Promise<OpenSchedules>): void {
  describe(`when schedules are stored ${name}`, () => {
    let schedules: OpenSchedules;
    beforeEach(async () => {
      schedules = await open();
    });
    afterEach(() => schedules.close());

    it('returns what was set, by id', async () => {
      const { store } = schedules;
      const first = await store.insert(settings, plan, 1);
      const second = await store.insert({ ...settings, name: 'weekly', enabled: false }, undefined, 1);
      expect(first).toMatchObject({ ...settings, plan, lastRunAt: undefined, lastJobId: undefined, lastError: undefined });
      expect(second).toMatchObject({ name: 'weekly', enabled: false, plan: undefined });
      expect(await store.list()).toEqual([first, second]);
    });

    it('allows a name for one schedule only', async () => {
      const { store } = schedules;
      const { id } = await store.insert(settings, plan, 1);
      await expect(store.insert(settings, plan, 1)).rejects.toMatchObject({ code: 'already_exists' });
      const other = await store.insert({ ...settings, name: 'weekly' }, plan, 1);
      await expect(store.replace(other.id, settings, () => plan, 2)).rejects.toMatchObject({ code: 'already_exists' });
      expect(await store.replace(id, settings, () => plan, 2)).toMatchObject({ id, name: 'nightly' });
    });

    it('replaces a schedule with a plan made from the previous one, and deletes it', async () => {
      const { store } = schedules;
      const before = await store.insert(settings, plan, 1);
      const after = await store.replace(before.id, { ...settings, jitterSeconds: 0 }, (was) => ({ ...plan, runAt: was.version }), 2);
      expect(after).toMatchObject({ jitterSeconds: 0, plan: { runAt: before.version } });
      expect(after.version).toBeGreaterThan(before.version);
      expect(await store.delete(after.id)).toBe(true);
      expect(await store.delete(after.id)).toBe(false);
      await expect(store.replace(after.id, settings, () => plan, 2)).rejects.toMatchObject({ code: 'not_found' });
    });

    it('postpones and records runs only from the state last seen', async () => {
      const { store, record } = schedules;
      const seen = await store.insert(settings, plan, 1);
      expect(await store.postpone(seen, { ...plan, runAt: 30 }, 'busy')).toBe(true);
      expect(await store.postpone(seen, plan, 'again')).toBe(false);
      const [postponed] = await store.list();
      expect(postponed).toMatchObject({ plan: { runAt: 30 }, lastError: 'busy', lastRunAt: undefined });
      const run = { schedule: postponed ?? seen, jobId: 7, at: 31, next: undefined };
      // As two programs might do simultaneously.
      expect((await Promise.all([record(run), record(run)])).filter((recorded) => recorded)).toHaveLength(1);
      expect(await store.list()).toMatchObject([{ plan: undefined, lastError: undefined, lastRunAt: 31, lastJobId: 7 }]);
    });

    it('writes nothing once the signal is aborted', async () => {
      const aborted = AbortSignal.abort(new Fault('canceled', 'enough'));
      await expect(schedules.store.insert(settings, plan, 1, aborted)).rejects.toMatchObject({ code: 'canceled' });
      expect(await schedules.store.list()).toEqual([]);
    });
  });
}
