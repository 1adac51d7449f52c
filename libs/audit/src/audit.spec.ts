import { Fault } from '@catalogsync/faults';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { MemoryAuditLog } from '../../../test/memory/memory-audit-log.js';
import { Audit, type AuditLog } from './audit.js';

class FailingLog extends MemoryAuditLog {
  fails: 'add' | 'settle' | undefined;

  override async add(...entry: Parameters<AuditLog['add']>): Promise<number> {
    if (this.fails === 'add') throw new Fault('disk_full', 'no space left');
    return super.add(...entry);
  }
  override async settle(...outcome: Parameters<AuditLog['settle']>): Promise<void> {
    if (this.fails === 'settle') throw new Fault('disk_full', 'no space left');
    return super.settle(...outcome);
  }
}

const action = { actor: 'user admin', address: 'local', action: 'pauseJob', target: 'job 1' };
let log: FailingLog;
let faults: unknown[];
let audit: Audit;
beforeEach(() => {
  log = new FailingLog();
  faults = [];
  audit = new Audit({ log, now: () => 7, onFault: (error) => faults.push(error) });
});

describe('when an action is recorded', () => {
  it('is in the log before it begins, so that nothing happens unrecorded', async () => {
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

  it('records the code of the fault that ended it, and passes the fault on', async () => {
    const fault = new Fault('not_found', 'there is no job 1');
    await expect(audit.run(action, () => Promise.reject(fault))).rejects.toBe(fault);
    await expect(audit.run(action, () => Promise.reject(new TypeError('x')))).rejects.toThrow(TypeError);
    expect(log.entries.map(({ outcome }) => outcome)).toEqual(['not_found', 'internal']);
  });

  it('returns its result even if the outcome cannot be written, and reports that fault', async () => {
    log.fails = 'settle';
    expect(await audit.run(action, async () => 'answer')).toBe('answer');
    expect(faults).toHaveLength(1);
    expect(log.entries[0]?.outcome).toBe('begun');
  });
});
