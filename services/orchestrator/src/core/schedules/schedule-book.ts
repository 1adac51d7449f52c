import type { Actor, Audit } from '@catalogsync/audit';
import { Fault } from '@catalogsync/faults';
import type { Clock, Instant, Random } from '@catalogsync/job-engine';
import { chooseSources, properNames } from '../sources/choose-sources.js';
import type { Source, SourceCatalog } from '../sources/source-catalog.js';
import { printBlackout } from './blackout.js';
import type { Calendar } from './calendar.js';
import { planNext } from './calendar.js';
import { parseSchedule, type ScheduleText } from './parse-schedule.js';
import type { Plan, Schedule, ScheduleSettings, ScheduleStore, Timing } from './schedule.js';

export interface ScheduleBookParts {
  readonly store: ScheduleStore;
  readonly calendar: Calendar;
  readonly sources: Pick<SourceCatalog, 'sources'>;
  readonly audit: Audit;
  readonly surroundings: { readonly clock: Clock; readonly random: Random };
  /** Called after each change. */
  readonly changed: () => void;
}

function sameTiming(a: Timing, b: Timing): boolean {
  const text = ({ pattern, timeZone, jitterSeconds, blackoutHours }: Timing): string =>
    JSON.stringify([pattern, timeZone, jitterSeconds, blackoutHours.map(printBlackout)]);
  return text(a) === text(b);
}

/** Sources are asked only if some are named. @throws Fault, see `chooseSources` */
async function withProperNames(settings: ScheduleSettings, ask: () => Promise<readonly Source[]>): Promise<ScheduleSettings> {
  const { sources, downloadSources } = settings;
  if (sources.length + downloadSources.length === 0) return settings;
  const all = await ask();
  chooseSources(all, [...sources, ...downloadSources]);
  return { ...settings, sources: properNames(all, sources), downloadSources: properNames(all, downloadSources) };
}

/** Manages the user's schedules. */
export class ScheduleBook {
  constructor(private readonly parts: ScheduleBookParts) {}

  /** By id. */
  list(): Promise<readonly Schedule[]> {
    return this.parts.store.list();
  }

  /**
   * Creates a schedule. Its first run is planned from now.
   * @throws Fault `invalid_argument` for a schedule that is malformed, never fires, or names an unknown template or
   *   source; `already_exists` for a name in use; `failed_precondition` for a source that is not configured;
   *   `unavailable` if sources are named and the resolver does not answer
   */
  async add(text: ScheduleText, actor: Actor, signal: AbortSignal): Promise<Schedule> {
    const { audit, store, surroundings } = this.parts;
    const schedule = await audit.change({ ...actor, action: 'addSchedule', target: `schedule ${text.name}` }, async (commit) => {
      const now = surroundings.clock.now();
      const { settings, plan } = await this.checked(text, now, signal);
      return commit(() => store.insert(settings, plan, now, signal));
    });
    this.parts.changed();
    return schedule;
  }

  /**
   * Replaces a schedule. Its next run stays as planned unless its timing changed.
   * @throws Fault `not_found`; see `add`
   */
  async replace(id: number, text: ScheduleText, actor: Actor, signal: AbortSignal): Promise<Schedule> {
    const { audit, store, surroundings } = this.parts;
    const target = `schedule ${id} (${text.name})`;
    const schedule = await audit.change({ ...actor, action: 'replaceSchedule', target }, async (commit) => {
      const now = surroundings.clock.now();
      const { settings, plan } = await this.checked(text, now, signal);
      const planFrom = (before: Schedule): Plan | undefined =>
        settings.enabled && before.enabled && before.plan !== undefined && sameTiming(settings, before) ? before.plan : plan;
      return commit(() => store.replace(id, settings, planFrom, now, signal));
    });
    this.parts.changed();
    return schedule;
  }

  /** Jobs that it started continue. Throws Fault `not_found`. */
  async delete(id: number, actor: Actor): Promise<void> {
    const { audit, store } = this.parts;
    await audit.change({ ...actor, action: 'deleteSchedule', target: `schedule ${id}` }, (commit) =>
      commit(async () => {
        if (!(await store.delete(id))) throw new Fault('not_found', `there is no schedule ${id}`);
      }),
    );
    this.parts.changed();
  }

  /** Even a disabled schedule must be able to fire, but it has no plan. */
  private async checked(
    text: ScheduleText,
    now: Instant,
    signal: AbortSignal,
  ): Promise<{ readonly settings: ScheduleSettings; readonly plan: Plan | undefined }> {
    const { calendar, sources, surroundings } = this.parts;
    const settings = parseSchedule(text, calendar.patterns);
    const plan = planNext({ timing: settings, now }, calendar, surroundings.random);
    if (plan === undefined) {
      throw new Fault('invalid_argument', `the schedule never fires: no day fits the pattern "${settings.pattern}"`, {
        hint: 'Check that its day exists in its month.',
      });
    }
    const properly = await withProperNames(settings, () => sources.sources(signal));
    return { settings: properly, plan: settings.enabled ? plan : undefined };
  }
}
