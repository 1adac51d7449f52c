import { Fault } from '@catalogsync/faults';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { MemoryAuditLog } from '../test/testing.js';
import { Audit, type AuditLog } from './index.js';

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

const action = { actor: 'user admin', via: 'http' as const, address: '192.0.2.1', action: 'pauseJob', target: 'job 1' };
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
    expect([seen, log.entries]).toEqual(['begun', [{ ...action, service: 'orchestrator', id: 1, at: 7, outcome: 'done' }]]);
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

describe('when a change is one transaction', () => {
  it('is recorded with it, and an attempt that fails is recorded with its code', async () => {
    expect(await audit.change(action, (commit) => commit(async () => 'value'))).toBe('value');
    const fault = new Fault('invalid_argument', 'no');
    await expect(audit.change(action, () => Promise.reject(fault))).rejects.toBe(fault);
    await expect(audit.change(action, (commit) => commit(() => Promise.reject(fault)))).rejects.toBe(fault);
    expect(log.entries.map(({ outcome }) => outcome)).toEqual(['done', 'invalid_argument', 'invalid_argument']);
  });

  it('is named as it is known inside the transaction', async () => {
    await audit.changeWithin(action, (done) => done('job 7'));
    expect(log.entries).toMatchObject([{ target: 'job 7', outcome: 'done' }]);
  });

  it('fails with its own fault even if that cannot be recorded, and that is reported', async () => {
    log.fails = 'add';
    await expect(audit.change(action, () => Promise.reject(new Fault('not_found', 'x')))).rejects.toMatchObject({ code: 'not_found' });
    expect(faults).toHaveLength(1);
  });
});
