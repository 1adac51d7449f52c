import { Fault } from '@catalogsync/faults';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { Audit, type AuditEntry, type AuditedAction, type AuditLog } from './audit.js';

class MemoryAuditLog implements AuditLog {
  readonly entries: AuditEntry[] = [];
  fails: 'add' | 'settle' | undefined;

  async add(action: AuditedAction, outcome: string, at: number): Promise<number> {
    if (this.fails === 'add') throw new Fault('disk_full', 'no space left');
    return this.entries.push({ ...action, outcome, at, id: this.entries.length + 1 });
  }
  async settle(id: number, outcome: string): Promise<void> {
    if (this.fails === 'settle') throw new Fault('disk_full', 'no space left');
    this.entries.splice(id - 1, 1, { ...(this.entries[id - 1] as AuditEntry), outcome });
  }
  async list({ limit }: { readonly limit: number }): Promise<AuditEntry[]> {
    return this.entries.toReversed().slice(0, limit);
  }
}

const action = { actor: 'user admin', address: 'local', action: 'pauseJob', target: 'job 1' };
let log: MemoryAuditLog;
let faults: unknown[];
let audit: Audit;
beforeEach(() => {
  log = new MemoryAuditLog();
  faults = [];
  audit = new Audit({ log, now: () => 7, onFault: (error) => faults.push(error) });
});

describe('when an action is recorded', () => {
  it('stands in the log before it begins, so that it does not happen where it cannot be recorded', async () => {
    let seen: string | undefined;
    await audit.run(action, async () => {
      seen = log.entries[0]?.outcome;
    });
    expect([seen, log.entries]).toEqual(['begun', [{ ...action, id: 1, at: 7, outcome: 'done' }]]);
    log.fails = 'add';
    let done = false;
    const act = async (): Promise<void> => {
      done = true;
    };
    await expect(audit.run(action, act)).rejects.toMatchObject({ code: 'disk_full' });
    expect(done).toBe(false);
  });

  it('keeps the code of the fault that ended it, and passes the fault on', async () => {
    const fault = new Fault('not_found', 'there is no job 1');
    await expect(audit.run(action, () => Promise.reject(fault))).rejects.toBe(fault);
    await expect(audit.run(action, () => Promise.reject(new TypeError('x')))).rejects.toThrow(TypeError);
    expect(log.entries.map(({ outcome }) => outcome)).toEqual(['not_found', 'internal']);
  });

  it('answers what was done though its outcome could not be written, and says so to the log', async () => {
    log.fails = 'settle';
    expect(await audit.run(action, async () => 'answer')).toBe('answer');
    expect(faults).toHaveLength(1);
    expect(log.entries[0]?.outcome).toBe('begun');
  });
});
