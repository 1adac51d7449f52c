import { createHash, createHmac } from 'node:crypto';
import { Audit } from '@catalogsync/audit';
import { MemoryAuditLog } from '@catalogsync/audit/testing';
import { Fault } from '@catalogsync/faults';
import { addressGroupOf } from '../src/adapters/ipaddr/address-groups.js';
import type { ConsoleUser, PasswordHasher } from '../src/core/console/console-users.js';
import { KnownDevices } from '../src/core/console/known-devices.js';
import { LogIn, type LogInResult } from '../src/core/console/log-in.js';
import { LogInBudgets } from '../src/core/console/log-in-budgets.js';
import { LogInRecord } from '../src/core/console/log-in-record.js';
import { Sessions } from '../src/core/console/sessions.js';
import { MemorySessions } from './memory/memory-sessions.js';
import { MemoryUsers } from './memory/memory-users.js';

class UnsteadyUsers extends MemoryUsers {
  /** How many of the next lookups fail. */
  failures = 0;

  override async find(username: string): Promise<ConsoleUser | undefined> {
    if (this.failures === 0) return super.find(username);
    this.failures -= 1;
    throw new Fault('disk_full', 'no space left');
  }
}

/** Counts verifications, so that tests can compare the work done. */
class FakeHasher implements PasswordHasher {
  verified = 0;
  running = 0;
  mostRunning = 0;
  private salts = 0;

  async hash(password: string): Promise<string> {
    this.salts += 1;
    return `hash of ${password} with salt ${this.salts}`;
  }

  async verify(password: string, hash: string): Promise<boolean> {
    this.verified += 1;
    this.running += 1;
    this.mostRunning = Math.max(this.mostRunning, this.running);
    await Promise.resolve();
    this.running -= 1;
    return hash.startsWith(`hash of ${password} with salt `);
  }
}

/** Logging in over users in memory, at a time that tests set. The user `admin` has the password `secret`. */
export class LogInWorld {
  now = 1_000_000_000;
  readonly users = new UnsteadyUsers();
  readonly kept = new MemorySessions();
  readonly hasher = new FakeHasher();
  readonly log = new MemoryAuditLog();
  readonly faults: unknown[] = [];
  /** What waits to be called. */
  readonly waiting: Array<() => void> = [];
  sessions: Sessions;
  /** Makes what is new after a restart of the service. */
  readonly restart: () => void;
  readonly devices: KnownDevices;
  readonly logIn: LogIn;
  readonly record: LogInRecord;
  private tokens = 0;

  constructor() {
    const now = (): number => this.now;
    const maker = {
      now,
      newToken: () =>
        createHash('sha256')
          .update(`token ${++this.tokens}`)
          .digest('base64url'),
      digest: (token: string) => `digest ${token}`,
      mac: (key: string, text: string) => createHmac('sha256', key).update(text).digest('base64url'),
    };
    const onFault = (error: unknown): void => void this.faults.push(error);
    const opened = (): Sessions => new Sessions({ ...maker, store: this.kept, users: this.users, onFault });
    this.sessions = opened();
    this.restart = () => {
      this.sessions = opened();
    };
    this.devices = new KnownDevices(maker);
    const audit = new Audit({ log: this.log, now, onFault });
    const later = (_ms: number, work: () => void): void => void this.waiting.push(work);
    this.record = new LogInRecord({ audit, groupOf: addressGroupOf, now, later, onFault });
    const { users, hasher, sessions, devices, record } = this;
    this.logIn = new LogIn({ users, hasher, sessions, devices, record, groupOf: addressGroupOf, budgets: new LogInBudgets(now) });
  }

  async open(): Promise<this> {
    await this.users.addFirst('admin', await this.hasher.hash('secret'));
    return this;
  }

  /** Tries to log in from an address, from a new browser unless it has a cookie. */
  try(username: string, password: string, address = '192.168.1.9', deviceText?: string): Promise<LogInResult> {
    return this.logIn.run({ username, password, address, deviceText });
  }

  /** How it ended: `in`, `refused` or `too_many`. */
  async kind(...asked: Parameters<LogInWorld['try']>): Promise<LogInResult['kind']> {
    return (await this.try(...asked)).kind;
  }

  /** Logs in and returns the session with the text of the device cookie. */
  async in(...asked: Parameters<LogInWorld['try']>): Promise<Extract<LogInResult, { kind: 'in' }>> {
    const result = await this.try(...asked);
    if (result.kind !== 'in') throw new Error(`not in: ${result.kind}`);
    return result;
  }
}
