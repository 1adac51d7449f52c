import { Fault } from '@catalogsync/faults';
import type {
  Plan,
  Schedule,
  ScheduledRun,
  ScheduleRuns,
  ScheduleSettings,
  ScheduleStore,
  ScheduleVersion,
} from '../../src/core/schedules/schedule.js';

/** In-memory schedules, lost with the process. */
export class MemorySchedules implements ScheduleStore, ScheduleRuns {
  private readonly schedules = new Map<number, Schedule>();
  private lastId = 0;

  async list(): Promise<readonly Schedule[]> {
    return [...this.schedules.values()];
  }

  async insert(settings: ScheduleSettings, plan: Plan | undefined, _now: number, signal?: AbortSignal): Promise<Schedule> {
    signal?.throwIfAborted();
    this.refuseNameOfAnother(settings.name, 0);
    this.lastId += 1;
    const id = this.lastId;
    return this.put({ ...settings, id, version: 1, plan, lastRunAt: undefined, lastJobId: undefined, lastError: undefined });
  }

  async replace(id: number, settings: ScheduleSettings, plan: (before: Schedule) => Plan | undefined): Promise<Schedule> {
    const before = this.schedules.get(id);
    if (before === undefined) throw new Fault('not_found', `there is no schedule ${id}`);
    this.refuseNameOfAnother(settings.name, id);
    return this.put({ ...before, ...settings, plan: plan(before), version: before.version + 1 });
  }

  async delete(id: number): Promise<boolean> {
    return this.schedules.delete(id);
  }

  async postpone(schedule: ScheduleVersion, plan: Plan | undefined, lastError: string | undefined): Promise<boolean> {
    return this.change(schedule, { plan, lastError });
  }

  async record({ schedule, jobId, at, next }: ScheduledRun): Promise<boolean> {
    return this.change(schedule, { plan: next, lastRunAt: at, lastJobId: jobId, lastError: undefined });
  }

  private put(schedule: Schedule): Schedule {
    this.schedules.set(schedule.id, schedule);
    return schedule;
  }

  private change({ id, version }: ScheduleVersion, changed: Partial<Schedule>): boolean {
    const before = this.schedules.get(id);
    if (before?.version !== version) return false;
    this.put({ ...before, ...changed, version: version + 1 });
    return true;
  }

  private refuseNameOfAnother(name: string, id: number): void {
    const other = [...this.schedules.values()].find((schedule) => schedule.name === name && schedule.id !== id);
    if (other !== undefined) throw new Fault('already_exists', `schedule ${other.id} has the name "${name}"`);
  }
}
