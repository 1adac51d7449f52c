import type { Search } from '../../shell/search.js';

export const levels = ['error', 'warn', 'info'] as const;
type Level = (typeof levels)[number];

/** What the list of lines is asked for. */
export interface LogFilter {
  readonly level?: Level[];
  readonly jobId?: number;
  readonly itemId?: number;
  readonly source?: string;
  readonly since?: string;
  readonly until?: string;
  readonly text?: string;
}

const idOf = (text: string | undefined): number | undefined => (/^[1-9]\d{0,14}$/.test(text ?? '') ? Number(text) : undefined);

function instantOf(text: string | undefined): string | undefined {
  const at = Date.parse(text ?? '');
  return Number.isNaN(at) ? undefined : new Date(at).toISOString();
}

/** The filter in an address. What cannot be one is left out, as if it were not there. */
export function filterOf(search: Search): LogFilter {
  const wanted = (search.level ?? '').split(',');
  const chosen = levels.filter((level) => wanted.includes(level));
  const given = {
    level: chosen.length === 0 ? undefined : chosen,
    jobId: idOf(search.jobId),
    itemId: idOf(search.itemId),
    source: search.source?.slice(0, 64) || undefined,
    since: instantOf(search.since),
    until: instantOf(search.until),
    text: search.text?.trim().slice(0, 200) || undefined,
  };
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}

/** The address of the file with all lines of a filter. */
export function downloadOf(filter: LogFilter): string {
  const query = new URLSearchParams(Object.entries(filter).map(([name, value]): [string, string] => [name, String(value)]));
  return `/api/logs/download${query.size === 0 ? '' : `?${query}`}`;
}

const pad = (value: number): string => String(value).padStart(2, '0');

/** An instant as a field for date and time shows it: in the zone of the viewer, to the minute. */
export function localText(instant: string | undefined): string {
  const at = new Date(instant ?? '');
  if (Number.isNaN(at.getTime())) return '';
  const date = [String(at.getFullYear()).padStart(4, '0'), pad(at.getMonth() + 1), pad(at.getDate())].join('-');
  return `${date}T${pad(at.getHours())}:${pad(at.getMinutes())}`;
}

/** The instant of what such a field holds; undefined if it is empty or half written. */
export const instantOfLocal = (text: string): string | undefined => instantOf(text);

/** The service writes # for numbers and … for names in the text of a cluster; what stands between them is in every line. */
const folded = /[#…"“”「」《》']+/u;

/** The longest part of a cluster's text that every one of its lines has, to search for. */
export const sharedPart = (text: string): string =>
  text
    .split(folded)
    .map((part) => part.trim())
    .reduce((longest, part) => (part.length > longest.length ? part : longest), '')
    .slice(0, 200);
