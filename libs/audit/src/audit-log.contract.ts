import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { AuditLog } from './index.js';

export interface OpenAuditLog {
  readonly log: AuditLog;
  readonly service: string;
  close(): Promise<void>;
}

/** The contract of every audit log; each one's spec calls it. */
export function auditLogContract(name: string, open: () => Promise<OpenAuditLog>): void {
  describe(`when actions are recorded ${name}`, () => {
    const action = { actor: 'user a', via: 'http' as const, address: '192.0.2.1', action: 'pauseJob', target: 'job 1' };
    let opened: OpenAuditLog;
    let log: AuditLog;
    beforeEach(async () => {
      opened = await open();
      log = opened.log;
    });
    afterEach(() => opened.close());

    it('lists them latest first, with the outcome of each', async () => {
      const ids = [await log.add(action, 'begun', 1), await log.add(action, 'begun', 2), await log.add(action, 'begun', 3)];
      await log.settle(ids[1] ?? 0, 'done');
      const { service } = opened;
      expect(await log.list({ limit: 2 })).toEqual([
        { ...action, service, id: ids[2], at: 3, outcome: 'begun' },
        { ...action, service, id: ids[1], at: 2, outcome: 'done' },
      ]);
      await log.settle(ids[2] ?? 0, 'done', 'jobs 1 and 2');
      expect(await log.list({ limit: 1 })).toEqual([{ ...action, service, id: ids[2], at: 3, outcome: 'done', target: 'jobs 1 and 2' }]);
    });

    it('continues after an entry of its own or of another service, leaving out none and repeating none', async () => {
      const ids: number[] = [];
      for (const at of [1, 2, 2, 2, 3]) ids.push(await log.add(action, 'done', at));
      const after = async (service: string, id: number) =>
        (await log.list({ before: { at: 2, service, id }, limit: 9 })).map((one) => one.id);
      const before2 = [ids[3], ids[2], ids[1], ids[0]];
      expect(await after(opened.service, ids[3] ?? 0)).toEqual(before2.slice(1));
      expect(await after('zz', 5)).toEqual([ids[0]]);
      expect(await after('a', 5)).toEqual(before2);
    });

    it('records a change with it, and nothing of one that fails', async () => {
      expect(await log.together(action, 4, async () => 'value')).toBe('value');
      await expect(log.together(action, 5, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
      expect((await log.list({ limit: 9 })).map(({ at, outcome }) => [at, outcome])).toEqual([[4, 'done']]);
    });
  });
}
