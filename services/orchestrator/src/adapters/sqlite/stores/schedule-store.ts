import { Fault } from '@catalogsync/faults';
import { type Database, type Entities, insertedId, known, Not, type RowOf } from '@catalogsync/sqlite';
import { parseBlackout, printBlackout } from '../../../core/schedules/blackout.js';
import type {
  Plan,
  Schedule,
  ScheduledRun,
  ScheduleRuns,
  ScheduleSettings,
  ScheduleStore,
  ScheduleVersion,
} from '../../../core/schedules/schedule.js';
import { parseTemplate } from '../../../core/templates/templates.js';
import { wordsOf } from '../columns.js';
import { jobSchedules } from '../rows/installation-rows.js';

type ScheduleRow = RowOf<typeof jobSchedules>;

function toSchedule(row: ScheduleRow): Schedule {
  const { id, version, name, pattern, timeZone, jitterSeconds, firingAt, runAt, plannedAt, lastRunAt, lastJobId, lastError } = known(row);
  const isPlanned = firingAt !== undefined && runAt !== undefined && plannedAt !== undefined;
  return {
    ...{ id, version, name, pattern, timeZone, jitterSeconds, lastRunAt, lastJobId, lastError },
    template: parseTemplate(row.template),
    sources: wordsOf(row.sources),
    downloadSources: wordsOf(row.downloadSources),
    blackoutHours: wordsOf(row.blackoutHours).map(parseBlackout),
    enabled: row.enabled === 1,
    plan: isPlanned ? { firingAt, runAt, plannedAt } : undefined,
  };
}

function settingsRow(settings: ScheduleSettings) {
  const { sources, downloadSources, blackoutHours, enabled } = settings;
  const lists = {
    sources: sources.join(','),
    downloadSources: downloadSources.join(','),
    blackoutHours: blackoutHours.map(printBlackout).join(','),
  };
  return { ...settings, ...lists, enabled: enabled ? 1 : 0 };
}

function planRow(plan: Plan | undefined) {
  return { firingAt: plan?.firingAt ?? null, runAt: plan?.runAt ?? null, plannedAt: plan?.plannedAt ?? null };
}

async function find(entities: Entities, id: number): Promise<ScheduleRow> {
  const row = await entities.findOneBy(jobSchedules, { id });
  if (row === null) throw new Fault('not_found', `there is no schedule ${id}`);
  return row;
}

async function refuseNameOfAnother(entities: Entities, name: string, id = 0): Promise<void> {
  const other = await entities.findOneBy(jobSchedules, { name, id: Not(id) });
  if (other === null) return;
  throw new Fault('already_exists', `schedule ${other.id} has the name "${name}"`, {
    hint: 'Choose another name, or edit the existing schedule.',
  });
}

/** Sets the given fields; false if another change came first. */
async function set(entities: Entities, { id, version }: ScheduleVersion, changed: Partial<ScheduleRow>): Promise<boolean> {
  return (await entities.update(jobSchedules, { id, version }, { ...changed, version: version + 1 })).affected === 1;
}

/** The schedules in `job_schedules`. */
export class SqliteScheduleStore implements ScheduleStore {
  constructor(private readonly database: Pick<Database, 'write' | 'reads'>) {}

  async list(): Promise<readonly Schedule[]> {
    return (await this.database.reads.entities.find(jobSchedules, { order: { id: 'ASC' } })).map(toSchedule);
  }

  insert(settings: ScheduleSettings, plan: Plan | undefined, now: number, signal?: AbortSignal): Promise<Schedule> {
    const insert = async (entities: Entities): Promise<Schedule> => {
      await refuseNameOfAnother(entities, settings.name);
      // A new schedule starts at change 1.
      const row = { ...settingsRow(settings), ...planRow(plan), version: 2, createdAt: now, updatedAt: now };
      const id = insertedId(await entities.insert(jobSchedules, row));
      return toSchedule(await find(entities, id));
    };
    return this.database.write(insert, { signal });
  }

  replace(
    id: number,
    settings: ScheduleSettings,
    plan: (before: Schedule) => Plan | undefined,
    now: number,
    signal?: AbortSignal,
  ): Promise<Schedule> {
    const replace = async (entities: Entities): Promise<Schedule> => {
      const before = await find(entities, id);
      await refuseNameOfAnother(entities, settings.name, id);
      await set(entities, before, { ...settingsRow(settings), ...planRow(plan(toSchedule(before))), updatedAt: now });
      return toSchedule(await find(entities, id));
    };
    return this.database.write(replace, { signal });
  }

  async delete(id: number): Promise<boolean> {
    return (await this.database.write((entities) => entities.delete(jobSchedules, id))).affected === 1;
  }

  postpone(schedule: ScheduleVersion, plan: Plan | undefined, lastError: string | undefined, signal?: AbortSignal): Promise<boolean> {
    return this.database.write((entities) => set(entities, schedule, { ...planRow(plan), lastError: lastError ?? null }), { signal });
  }
}

/** Bound to the transaction that creates the job. */
export class SqliteScheduleRuns implements ScheduleRuns {
  constructor(private readonly entities: Entities) {}

  record({ schedule, jobId, at, next }: ScheduledRun): Promise<boolean> {
    return set(this.entities, schedule, { ...planRow(next), lastRunAt: at, lastJobId: jobId, lastError: null });
  }
}
