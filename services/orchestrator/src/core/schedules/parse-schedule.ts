import { Fault } from '@catalogsync/faults';
import { parseTemplate } from '../templates/templates.js';
import { coverTheDay, parseBlackout } from './blackout.js';
import type { CronPatterns } from './calendar.js';
import type { ScheduleSettings } from './schedule.js';

/** A schedule as entered by a user. */
export interface ScheduleText extends Omit<ScheduleSettings, 'template' | 'blackoutHours'> {
  readonly template: string;
  readonly blackoutHours: readonly string[];
}

const longestName = 100;
const longestPattern = 200;
const daySeconds = 24 * 3600;
const mostRanges = 24;

function invalid(message: string, hint: string): Fault {
  return new Fault('invalid_argument', message, { hint });
}

function parseName(text: string): string {
  const name = text.trim();
  // Control characters would break the lists that show it.
  if (name === '' || name.length > longestName || /\p{Cc}/u.test(name)) {
    throw invalid(`a schedule needs a name of 1 to ${longestName} characters`, 'Give it one, such as nightly.');
  }
  return name;
}

function parsePattern(text: string): string {
  const pattern = text.trim().replace(/\s+/g, ' ');
  if (pattern.length > longestPattern) {
    throw invalid(`the pattern is longer than ${longestPattern} characters`, 'Split it into two schedules.');
  }
  return pattern;
}

function parseJitter(seconds: number): number {
  if (Number.isInteger(seconds) && seconds >= 0 && seconds <= daySeconds) return seconds;
  throw invalid(`the jitter of ${seconds} seconds is out of range`, `It is a whole number from 0 to ${daySeconds}.`);
}

function parseBlackouts(texts: readonly string[]): ScheduleSettings['blackoutHours'] {
  if (texts.length > mostRanges) throw invalid(`there are ${texts.length} blackout hours`, `At most ${mostRanges} can be given.`);
  const ranges = texts.map(parseBlackout);
  if (coverTheDay(ranges)) {
    throw invalid('the schedule never fires: its blackout hours cover the whole day', 'Leave some time of the day, or disable it.');
  }
  return ranges;
}

/**
 * Parses a user's schedule; does not check whether the sources exist or the pattern ever fires.
 * @throws Fault `invalid_argument`
 */
export function parseSchedule(text: ScheduleText, patterns: CronPatterns): ScheduleSettings {
  const settings = {
    name: parseName(text.name),
    template: parseTemplate(text.template),
    sources: [...new Set(text.sources)],
    downloadSources: [...new Set(text.downloadSources)],
    pattern: parsePattern(text.pattern),
    timeZone: text.timeZone.trim(),
    jitterSeconds: parseJitter(text.jitterSeconds),
    blackoutHours: parseBlackouts(text.blackoutHours),
    enabled: text.enabled,
  };
  patterns.validate(settings.pattern, settings.timeZone);
  return settings;
}
