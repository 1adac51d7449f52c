import type { orchestratorSchedulesV1 as wire } from '@catalogsync/contracts';
import { Fault } from '@catalogsync/faults';
import { printBlackout } from '../../core/schedules/blackout.js';
import type { ScheduleText } from '../../core/schedules/parse-schedule.js';
import type { Schedule } from '../../core/schedules/schedule.js';

export function toScheduleMessage({ plan, ...schedule }: Schedule): wire.Schedule {
  return {
    ...schedule,
    sources: [...schedule.sources],
    downloadSources: [...schedule.downloadSources],
    blackoutHours: schedule.blackoutHours.map(printBlackout),
    nextRunAt: plan?.runAt ?? 0,
    lastRunAt: schedule.lastRunAt ?? 0,
    lastJobId: schedule.lastJobId ?? 0,
    lastError: schedule.lastError ?? '',
  };
}

/** The fields that a user sets; the service manages the rest. */
export function fromScheduleMessage(message: wire.Schedule | undefined): { readonly id: number; readonly text: ScheduleText } {
  if (message === undefined) throw new Fault('invalid_argument', 'the schedule is missing');
  const { id, nextRunAt: _next, lastRunAt: _at, lastJobId: _job, lastError: _error, ...text } = message;
  return { id, text };
}
