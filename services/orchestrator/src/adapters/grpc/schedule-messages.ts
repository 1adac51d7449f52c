import type { orchestratorSchedulesV1 as wire } from '@catalogsync/contracts';
import { Fault } from '@catalogsync/faults';
import { printBlackout } from '../../core/schedules/blackout.js';
import type { ScheduleText } from '../../core/schedules/parse-schedule.js';
import type { Schedule } from '../../core/schedules/schedule.js';

export function toScheduleMessage(schedule: Schedule): wire.Schedule {
  const { id, name, template, pattern, timeZone, jitterSeconds, enabled } = schedule;
  return {
    ...{ id, name, template, pattern, timeZone, jitterSeconds, enabled },
    sources: [...schedule.sources],
    downloadSources: [...schedule.downloadSources],
    blackoutHours: schedule.blackoutHours.map(printBlackout),
    nextRunAt: schedule.plan?.runAt ?? 0,
    lastRunAt: schedule.lastRunAt ?? 0,
    lastJobId: schedule.lastJobId ?? 0,
    lastError: schedule.lastError ?? '',
  };
}

/** The fields that a user sets; the service manages the rest. */
export function fromScheduleMessage(message: wire.Schedule | undefined): { readonly id: number; readonly text: ScheduleText } {
  if (message === undefined) throw new Fault('invalid_argument', 'the schedule is missing');
  const { id, name, template, sources, downloadSources, pattern, timeZone, jitterSeconds, blackoutHours, enabled } = message;
  return { id, text: { name, template, sources, downloadSources, pattern, timeZone, jitterSeconds, blackoutHours, enabled } };
}
