import type { Language } from './language.js';

/** Numbers, sizes and times as people of a language write them. Zone: that of the viewer. */
export interface Format {
  /** 1,234,567 */
  number(value: number): string;
  /** 1.2M, 123 万: for narrow places. */
  short(value: number): string;
  /** MB with one digit; units of 1,000. */
  bytes(value: number): string;
  speed(bytesPerSecond: number): string;
  /** 555, 17.6, 0.4: how often in some time; one digit below 100. */
  rate(value: number): string;
  /** 97 %, with one digit below 10. From a share of 0 to 1. */
  share(value: number): string;
  /** 3:07, 1:02:45: the length of a song. */
  length(ms: number): string;
  /** 3 min 20 s, 2 h 5 min: how long something took. */
  duration(ms: number): string;
  /** 3 min ago, in 5 min. */
  relative(at: number, now: number): string;
  /** With date, to the second. */
  exact(at: number): string;
  /** Time of day, with the date unless it is today. */
  moment(at: number, now: number): string;
  list(parts: readonly string[]): string;
}

const units = ['B', 'KB', 'MB', 'GB', 'TB', 'PB'] as const;

function bytesIn(language: Language, value: number): string {
  const power = value < 1000 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(value) / 3));
  const shown = value / 1000 ** power;
  const digits = power === 0 ? 0 : 1;
  return `${shown.toLocaleString(language, { maximumFractionDigits: digits, minimumFractionDigits: digits })} ${units[power]}`;
}

const pad = (value: number): string => String(value).padStart(2, '0');

/** Minutes and seconds, with hours if there are any. @internal for tests */
export function lengthOf(ms: number): string {
  const seconds = Math.round(ms / 1000);
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  return hours > 0 ? `${hours}:${pad(minutes)}:${pad(seconds % 60)}` : `${minutes}:${pad(seconds % 60)}`;
}

const words = { 'zh-CN': ['天', '小时', '分', '秒', '毫秒'], en: ['d', 'h', 'min', 's', 'ms'] } as const;

/** The two largest parts. @internal for tests */
export function durationOf(language: Language, ms: number): string {
  const [day, hour, minute, second, small] = words[language];
  const gap = ' ';
  const write = (value: number, unit: string): string => `${value}${gap}${unit}`;
  if (ms < 1000) return write(Math.max(0, Math.round(ms)), small);
  if (ms < 10_000) return write(Math.round(ms / 100) / 10, second);
  const seconds = Math.round(ms / 1000);
  const parts: [number, string][] = [
    [Math.floor(seconds / 86_400), day],
    [Math.floor(seconds / 3600) % 24, hour],
    [Math.floor(seconds / 60) % 60, minute],
    [seconds % 60, second],
  ];
  const first = parts.findIndex(([value]) => value > 0);
  return parts
    .slice(first, first + 2)
    .filter(([value]) => value > 0)
    .map(([value, unit]) => write(value, unit))
    .join(gap);
}

const steps: readonly [Intl.RelativeTimeFormatUnit, number][] = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
  ['second', 1000],
];

function relativeIn(language: Language, at: number, now: number): string {
  const apart = at - now;
  if (Math.abs(apart) < 5000) return language === 'en' ? 'just now' : '刚刚';
  const [unit, size] = steps.find(([, ms]) => Math.abs(apart) >= ms) ?? ['second', 1000];
  return new Intl.RelativeTimeFormat(language, { style: 'short', numeric: 'auto' }).format(Math.round(apart / size), unit);
}

const day = (at: number): string => new Date(at).toDateString();

function make(language: Language): Format {
  const number = new Intl.NumberFormat(language);
  const rate = new Intl.NumberFormat(language, { maximumFractionDigits: 1 });
  const short = new Intl.NumberFormat(language, { notation: 'compact', maximumFractionDigits: 1 });
  const exact = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'medium' });
  const time = new Intl.DateTimeFormat(language, { hour: '2-digit', minute: '2-digit', hour12: false });
  const date = new Intl.DateTimeFormat(language, { month: 'short', day: 'numeric', hour: '2-digit', minute: '2-digit', hour12: false });
  const list = new Intl.ListFormat(language, { type: 'conjunction' });
  return {
    number: (value) => number.format(value),
    short: (value) => short.format(value),
    bytes: (value) => bytesIn(language, value),
    rate: (value) => rate.format(value < 100 ? value : Math.round(value)),
    speed: (value) => `${bytesIn(language, value)}/s`,
    share: (value) => value.toLocaleString(language, { style: 'percent', maximumFractionDigits: value > 0 && value < 0.1 ? 1 : 0 }),
    length: lengthOf,
    duration: (ms) => durationOf(language, ms),
    relative: (at, now) => relativeIn(language, at, now),
    exact: (at) => exact.format(at),
    moment: (at, now) => (day(at) === day(now) ? time : date).format(at),
    list: (parts) => list.format(parts),
  };
}

const made = new Map<Language, Format>();

/** Formats are costly to make and have no state: one for each language. */
export function formatOf(language: Language): Format {
  const known = made.get(language) ?? make(language);
  made.set(language, known);
  return known;
}
