import { orchestratorSchedulesV1 } from '@catalogsync/contracts';
import type { ScheduleText } from '@catalogsync/orchestrator';
import { clientOf, required } from '@catalogsync/rpc';

/** Instants are milliseconds since 1970; undefined means never. */
export interface Schedule extends ScheduleText {
  readonly id: number;
  readonly nextRunAt: number | undefined;
  readonly lastRunAt: number | undefined;
  readonly lastJobId: number | undefined;
  readonly lastError: string | undefined;
}

const callMs = 10_000;
/** Named sources are checked at the resolver. */
const saveMs = 20_000;

function toSchedule({ nextRunAt, lastRunAt, lastJobId, lastError, ...rest }: orchestratorSchedulesV1.Schedule): Schedule {
  return {
    ...rest,
    nextRunAt: nextRunAt || undefined,
    lastRunAt: lastRunAt || undefined,
    lastJobId: lastJobId || undefined,
    lastError: lastError || undefined,
  };
}

/** The schedules of one orchestrator. */
export class SchedulesClient extends clientOf(orchestratorSchedulesV1.ScheduleServiceService, 'orchestrator') {
  /** By id. */
  async list(signal: AbortSignal): Promise<Schedule[]> {
    return (await this.rpc.listSchedules({}, { deadlineMs: callMs, signal })).schedules.map(toSchedule);
  }

  /** Makes a schedule, or replaces the one of that id. Throws what `SaveSchedule` says. */
  async save(id: number | undefined, settings: ScheduleText, signal: AbortSignal): Promise<Schedule> {
    const { sources, downloadSources, blackoutHours, ...rest } = settings;
    const lists = { sources: [...sources], downloadSources: [...downloadSources], blackoutHours: [...blackoutHours] };
    const setByService = { nextRunAt: 0, lastRunAt: 0, lastJobId: 0, lastError: '' };
    const request = { schedule: { ...rest, ...lists, ...setByService, id: id ?? 0 } };
    return toSchedule(required((await this.rpc.saveSchedule(request, { deadlineMs: saveMs, signal })).schedule, 'schedule'));
  }

  /** Throws Fault `not_found`. */
  async delete(scheduleId: number, signal: AbortSignal): Promise<void> {
    await this.rpc.deleteSchedule({ scheduleId }, { deadlineMs: callMs, signal });
  }
}
