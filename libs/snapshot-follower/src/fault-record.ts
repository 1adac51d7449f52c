import { Fault, type FaultCode } from '@catalogsync/faults';
import { type PublicationAlarm, publicationAlarms, RefusedPublication } from '@catalogsync/publication-trust';
import type { Logger } from '@catalogsync/runtime';
import { shownFault } from './shown-fault.js';
import type { SourceKind } from './source-kind.js';

/** The fault that keeps a newer snapshot, or any, from being used. */
export interface FollowerFault {
  readonly code: FaultCode;
  /** For the owner: it may name paths and addresses. */
  readonly message: string;
  /** For everybody: it names neither. */
  readonly shown: string;
  readonly hint: string | undefined;
  /** What the refused publication looks like. */
  readonly alarm: PublicationAlarm | undefined;
  /** Milliseconds since 1970, of the first check that found it. */
  readonly since: number;
}

/** Logs a fault when it appears, changes or disappears, not at every check. */
export class FaultRecord {
  current: FollowerFault | undefined;
  /** Checks that failed since the start. */
  count = 0;
  /** Refused publications since the start. */
  readonly alarms = Object.fromEntries(publicationAlarms.map((alarm) => [alarm, 0])) as Record<PublicationAlarm, number>;
  private damage: string | undefined;

  constructor(
    private readonly log: Logger,
    private readonly kind: SourceKind,
  ) {}

  /** Our copy cannot be read any more. Until `clear`, every fault is one of fetching it again. */
  damaged({ message, cause }: Fault, now: number): void {
    this.damage = `the copy in the cache folder was changed: ${message}`;
    const fault = new Fault('data_corrupt', this.damage, { hint: 'Nobody but the service should write there.', cause });
    if (this.record(fault, now)) this.log.error({ err: fault, hint: fault.hint }, `the snapshot in use was left: ${fault.message}`);
  }

  note(fault: Fault, now: number): void {
    const alarm = alarmOf(fault);
    if (alarm !== undefined) this.alarms[alarm] += 1;
    const told = this.damage === undefined ? fault : failedAgain(this.damage, fault);
    if (!this.record(told, now, alarm)) return;
    // An installation that has not published yet is not alarming.
    if (told.code === 'not_found') this.log.info({ hint: told.hint }, `no snapshot yet: ${told.message}`);
    else this.log.warn({ err: told, hint: told.hint, alarm }, `no newer snapshot: ${told.message}`);
  }

  clear(): void {
    if (this.current !== undefined) this.log.info('snapshots can be followed again');
    this.current = undefined;
    this.damage = undefined;
  }

  /** False if it is known. */
  private record({ code, message, hint }: Fault, now: number, alarm?: PublicationAlarm): boolean {
    this.count += 1;
    if (this.current?.code === code && this.current.message === message && this.current.alarm === alarm) return false;
    this.current = { code, message, shown: shownFault(this.kind, code, alarm), hint, alarm, since: now };
    return true;
  }
}

const failedAgain = (damage: string, fault: Fault): Fault =>
  new Fault('data_corrupt', `${damage}; it cannot be fetched again: ${fault.message}`, { hint: fault.hint, cause: fault });

/** An expired manifest is a publication that was not renewed, with or without metadata. */
function alarmOf(fault: Fault): PublicationAlarm | undefined {
  if (fault instanceof RefusedPublication) return fault.alarm;
  return fault.code === 'expired' ? 'freeze' : undefined;
}
