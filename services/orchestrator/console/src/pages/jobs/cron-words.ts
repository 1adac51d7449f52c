import type { Language } from '../../language/language.js';

// Cron patterns as people say them. What is not understood here stays a pattern: a wrong sentence would be worse than none.

/** The values of a field; undefined stands for all of them. */
type Values = readonly number[] | undefined;

interface Times {
  readonly minutes: readonly number[];
  readonly hours: readonly number[];
}

/** A pattern that has words. */
type Rhythm =
  | { readonly kind: 'minutes' | 'hours'; readonly every: number; readonly minute: number }
  | ({ readonly kind: 'days'; readonly weekdays: readonly number[] } & Times)
  | ({ readonly kind: 'months'; readonly days: readonly number[] } & Times);

const nicknames: Readonly<Record<string, string>> = {
  '@hourly': '0 * * * *',
  '@daily': '0 0 * * *',
  '@midnight': '0 0 * * *',
  '@weekly': '0 0 * * 0',
  '@monthly': '0 0 1 * *',
};

const dayNames = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];
/** More times a day make no sentence. */
const mostTimes = 4;

const range = (from: number, to: number, step = 1): number[] =>
  Array.from({ length: Math.max(0, Math.floor((to - from) / step) + 1) }, (_, at) => from + at * step);

/** The values of one part such as `1-5` or `3`; throws on anything else. */
function partOf(part: string, least: number, most: number): number[] {
  const [, first, last, step] = /^(?:(\d{1,2})(?:-(\d{1,2}))?|\*)(?:\/(\d{1,2}))?$/.exec(part) ?? [];
  if (first === undefined && !part.startsWith('*')) throw new RangeError(part);
  const from = first === undefined ? least : Number(first);
  const to = last === undefined ? (first === undefined || step !== undefined ? most : from) : Number(last);
  const by = step === undefined ? 1 : Number(step);
  if (from < least || to > most || to < from || by === 0) throw new RangeError(part);
  return range(from, to, by);
}

function valuesOf(field: string, least: number, most: number): Values {
  if (field === '*' || field === '?') return undefined;
  const all = new Set(field.split(',').flatMap((part) => partOf(part, least, most)));
  return all.size === most - least + 1 ? undefined : [...all].sort((a, b) => a - b);
}

const weekdaysOf = (field: string): Values => {
  const numbers = dayNames.reduce((text, name, day) => text.replaceAll(name, String(day)), field.toUpperCase());
  const values = valuesOf(numbers, 0, 7)?.map((day) => day % 7);
  return values === undefined || new Set(values).size === 7 ? undefined : [...new Set(values)].sort((a, b) => a - b);
};

/** Equal steps through all of a field, such as 0, 15, 30, 45. */
function stepOf(values: readonly number[], size: number): number | undefined {
  const step = values.length < 2 ? undefined : (values[1] ?? 0) - (values[0] ?? 0);
  if (step === undefined || size % step !== 0 || values.length !== size / step) return undefined;
  return values.every((value, at) => value === (values[0] ?? 0) + at * step) ? step : undefined;
}

function rhythmOfDay(minutes: Values, hours: Values): Extract<Rhythm, { kind: 'minutes' | 'hours' }> | undefined {
  if (hours === undefined) {
    if (minutes === undefined) return { kind: 'minutes', every: 1, minute: 0 };
    if (minutes.length === 1) return { kind: 'hours', every: 1, minute: minutes[0] ?? 0 };
    const every = stepOf(minutes, 60);
    return every === undefined || minutes[0] !== 0 ? undefined : { kind: 'minutes', every, minute: 0 };
  }
  const every = minutes?.length === 1 && hours[0] === 0 && hours.length >= mostTimes ? stepOf(hours, 24) : undefined;
  return every === undefined ? undefined : { kind: 'hours', every, minute: minutes?.[0] ?? 0 };
}

function parse(pattern: string): Rhythm | undefined {
  const fields = (nicknames[pattern.trim().toLowerCase()] ?? pattern).trim().split(/\s+/);
  if (fields.length === 6 && fields[0] === '0') fields.shift();
  const [minute, hour, day, month, weekday] = fields;
  if (fields.length !== 5 || minute === undefined || hour === undefined || day === undefined || weekday === undefined) return undefined;
  if (month !== '*' && month !== '?') return undefined;
  const [minutes, hours, days, weekdays] = [valuesOf(minute, 0, 59), valuesOf(hour, 0, 23), valuesOf(day, 1, 31), weekdaysOf(weekday)];
  if (days === undefined && weekdays === undefined) {
    const steps = rhythmOfDay(minutes, hours);
    if (steps !== undefined) return steps;
  }
  if (minutes === undefined || hours === undefined || minutes.length * hours.length > mostTimes) return undefined;
  if (days === undefined) return { kind: 'days', weekdays: weekdays ?? range(0, 6), minutes, hours };
  // With both, either day fires: no plain sentence.
  return weekdays === undefined && days.length <= mostTimes ? { kind: 'months', days, minutes, hours } : undefined;
}

/** When a pattern fires, or undefined if it is none that people would say in a sentence. @internal for tests */
export function rhythmOf(pattern: string): Rhythm | undefined {
  try {
    return parse(pattern);
  } catch {
    // A field that is not understood here; the service may.
    return undefined;
  }
}

const clock = (hour: number, minute: number, language: Language): string =>
  `${language === 'en' ? hour : String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`;

const timesOf = ({ hours, minutes }: Times, language: Language): string[] =>
  hours.flatMap((hour) => minutes.map((minute) => clock(hour, minute, language)));

const zhDays = ['日', '一', '二', '三', '四', '五', '六'];
const enDays = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
const sameDays = (days: readonly number[], ...others: number[]): boolean => days.join() === others.join();

function zhOf(rhythm: Rhythm): string {
  switch (rhythm.kind) {
    case 'minutes':
      return rhythm.every === 1 ? '每分钟' : `每 ${rhythm.every} 分钟`;
    case 'hours': {
      const hours = rhythm.every === 1 ? '每小时' : `每 ${rhythm.every} 小时`;
      return rhythm.minute === 0 ? (rhythm.every === 1 ? '每小时整点' : `${hours}整点`) : `${hours}的第 ${rhythm.minute} 分`;
    }
    case 'days':
      return `${zhWeek(rhythm.weekdays)} ${timesOf(rhythm, 'zh-CN').join('、')}`;
    case 'months':
      return `每月 ${rhythm.days.join('、')} 日 ${timesOf(rhythm, 'zh-CN').join('、')}`;
  }
}

function zhWeek(days: readonly number[]): string {
  if (days.length === 7) return '每天';
  if (sameDays(days, 1, 2, 3, 4, 5)) return '工作日';
  if (sameDays(days, 0, 6)) return '周末';
  if (days.length === 6) return `除周${zhDays[range(0, 6).find((day) => !days.includes(day)) ?? 0]}外每天`;
  return `每周${fromMonday(days)
    .map((day) => zhDays[day])
    .join('、')}`;
}

const fromMonday = (days: readonly number[]): number[] => [...days].sort((a, b) => ((a + 6) % 7) - ((b + 6) % 7));

const enList = (parts: readonly string[]): string => new Intl.ListFormat('en', { type: 'conjunction' }).format(parts);

function enOf(rhythm: Rhythm): string {
  switch (rhythm.kind) {
    case 'minutes':
      return rhythm.every === 1 ? 'Every minute' : `Every ${rhythm.every} minutes`;
    case 'hours': {
      const hours = rhythm.every === 1 ? 'Every hour' : `Every ${rhythm.every} hours`;
      return rhythm.minute === 0 ? `${hours}, on the hour` : `${hours}, ${rhythm.minute} min past`;
    }
    case 'days':
      return `${enWeek(rhythm.weekdays)} at ${enList(timesOf(rhythm, 'en'))}`;
    case 'months':
      return `Monthly on day ${enList(rhythm.days.map(String))} at ${enList(timesOf(rhythm, 'en'))}`;
  }
}

function enWeek(days: readonly number[]): string {
  if (days.length === 7) return 'Every day';
  if (sameDays(days, 1, 2, 3, 4, 5)) return 'Weekdays';
  if (sameDays(days, 0, 6)) return 'Weekends';
  if (days.length === 6) return `Every day except ${enDays[range(0, 6).find((day) => !days.includes(day)) ?? 0]}`;
  return `${enList(fromMonday(days).map((day) => `${enDays[day]}s`))}`;
}

/** A pattern in words, such as 「每天 03:00」 or "Weekdays at 6:30"; the pattern itself if it has none. */
export function cronWords(pattern: string, language: Language): string {
  const rhythm = rhythmOf(pattern);
  if (rhythm === undefined) return pattern;
  return language === 'en' ? enOf(rhythm) : zhOf(rhythm);
}
