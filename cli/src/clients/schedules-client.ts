import { orchestratorSchedulesV1 } from '@catalogsync/contracts';
import { Fault } from '@catalogsync/faults';
import { createRpcClient } from '@catalogsync/rpc';

/** The settings of a schedule. Empty lists mean all that are configured. */
export interface ScheduleSettings {
  readonly name: string;
  readonly template: string;
  readonly sources: readonly string[];
  readonly downloadSources: readonly string[];
  readonly pattern: string;
  /** Empty means the time zone of the orchestrator's machine. */
  readonly timeZone: string;
  readonly jitterSeconds: number;
  readonly blackoutHours: readonly string[];
  readonly enabled: boolean;
}

/** Instants are milliseconds since 1970; undefined means never. */
export interface Schedule extends ScheduleSettings {
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
export class SchedulesClient {
  private readonly rpc;

  constructor(address: string) {
    this.rpc = createRpcClient(orchestratorSchedulesV1.ScheduleServiceService, { address, service: 'orchestrator' });
  }

  /** By id. */
  async list(signal: AbortSignal): Promise<Schedule[]> {
    return (await this.rpc.listSchedules({}, { deadlineMs: callMs, signal })).schedules.map(toSchedule);
  }

  /** Makes a schedule, or replaces the one of that id. Throws what `SaveSchedule` says. */
  async save(id: number | undefined, settings: ScheduleSettings, signal: AbortSignal): Promise<Schedule> {
    const { sources, downloadSources, blackoutHours, ...rest } = settings;
    const lists = { sources: [...sources], downloadSources: [...downloadSources], blackoutHours: [...blackoutHours] };
    const setByService = { nextRunAt: 0, lastRunAt: 0, lastJobId: 0, lastError: '' };
    const request = { schedule: { ...rest, ...lists, ...setByService, id: id ?? 0 } };
    const { schedule } = await this.rpc.saveSchedule(request, { deadlineMs: saveMs, signal });
    if (schedule === undefined) throw new Fault('internal', 'the orchestrator left out the schedule it saved');
    return toSchedule(schedule);
  }

  /** Throws Fault `not_found`. */
  async delete(scheduleId: number, signal: AbortSignal): Promise<void> {
    await this.rpc.deleteSchedule({ scheduleId }, { deadlineMs: callMs, signal });
  }

  close(): void {
    this.rpc.close();
  }
}
