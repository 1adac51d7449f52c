/** A stretch of time, in milliseconds since 1970. */
export interface Stretch {
  readonly from: number;
  readonly until: number;
}

/** A stretch of the axis; a folded one is idle time, drawn narrow whatever its length. `start` and `width` are shares of the axis. */
export interface Segment extends Stretch {
  readonly folded: boolean;
  readonly start: number;
  readonly width: number;
}

/** Idle time longer than this share of the whole is folded. */
const foldedFrom = 0.12;
/** Of the axis, for each folded gap. */
const foldedWidth = 0.03;

/** Stretches without overlaps, in order, within the whole. */
function merged(busy: readonly Stretch[], whole: Stretch): Stretch[] {
  const out: { from: number; until: number }[] = [];
  for (const { from, until } of [...busy].sort((a, b) => a.from - b.from)) {
    const [start, end] = [Math.max(from, whole.from), Math.min(until, whole.until)];
    const last = out.at(-1);
    if (end < start) continue;
    if (last !== undefined && start <= last.until) last.until = Math.max(last.until, end);
    else out.push({ from: start, until: end });
  }
  return out;
}

/** The long gaps between what was done, with the ends left open. */
function idleGaps(busy: readonly Stretch[], whole: Stretch): Stretch[] {
  const length = whole.until - whole.from;
  const gaps: Stretch[] = [];
  let at = whole.from;
  for (const { from, until } of [...merged(busy, whole), { from: whole.until, until: whole.until }]) {
    if (from - at > foldedFrom * length) gaps.push({ from: at, until: from });
    at = until;
  }
  return gaps;
}

/** The axis in segments, shortened where nothing happened for long. Never empty; its widths add up to 1. */
export function axisOf(busy: readonly Stretch[], whole: Stretch): readonly Segment[] {
  const until = Math.max(whole.until, whole.from + 1);
  // With nothing done there is nothing to make room for.
  const gaps = busy.length === 0 ? [] : idleGaps(busy, { from: whole.from, until });
  const folded = gaps.reduce((sum, gap) => sum + gap.until - gap.from, 0);
  const perMs = (1 - foldedWidth * gaps.length) / Math.max(1, until - whole.from - folded);
  const segments: Segment[] = [];
  let [at, start] = [whole.from, 0];
  const add = (to: number, isFolded: boolean): void => {
    const width = isFolded ? foldedWidth : (to - at) * perMs;
    if (to > at) segments.push({ from: at, until: to, folded: isFolded, start, width });
    if (to > at) start += width;
    at = to;
  };
  for (const gap of gaps) {
    add(gap.from, false);
    add(gap.until, true);
  }
  add(until, false);
  return segments;
}

/** Where an instant stands, from 0 to 1. */
export function placeOf(segments: readonly Segment[], at: number): number {
  const segment = segments.find(({ until }) => at <= until) ?? segments.at(-1);
  if (segment === undefined) return 0;
  const { from, until, start, width } = segment;
  return start + width * Math.min(1, Math.max(0, (at - from) / (until - from)));
}

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const steps = [
  ...[1, 2, 5, 10, 15, 30].map((count) => count * second),
  ...[1, 2, 5, 10, 15, 30].map((count) => count * minute),
  ...[1, 2, 3, 6, 12].map((count) => count * hour),
  ...[1, 2, 7, 14, 30, 90, 365].map((count) => 24 * count * hour),
];

/** Instants to write at the axis: round ones of the zone, about `most` of them, none in a folded gap. `offsetMs`: of the zone to UTC. */
export function ticksOf(segments: readonly Segment[], most: number, offsetMs: number): readonly number[] {
  const open = segments.filter(({ folded }) => !folded);
  const length = open.reduce((sum, { from, until }) => sum + until - from, 0);
  const step = steps.find((one) => length / one <= most) ?? length;
  const ticks = open.flatMap(({ from, until }) => {
    const first = Math.ceil((from + offsetMs) / step) * step - offsetMs;
    return Array.from({ length: Math.max(0, Math.floor((until - first) / step) + 1) }, (_, at) => first + at * step);
  });
  return withRoom(ticks, (tick) => placeOf(segments, tick), 1 / (most * 2));
}

/** Leaves out what stands too near to the one before. */
function withRoom(ticks: readonly number[], place: (tick: number) => number, least: number): number[] {
  const kept: number[] = [];
  for (const tick of ticks) {
    const last = kept.at(-1);
    if (last === undefined || place(tick) - place(last) >= least) kept.push(tick);
  }
  return kept;
}

/** A thing on one of the tracks of a lane. */
export interface Placed<T> {
  readonly thing: T;
  readonly track: number;
}

/** Puts what overlaps on tracks one below the other, at most so many; what finds no free one shares the last. */
export function onTracks<T extends Stretch>(things: readonly T[], most: number): readonly Placed<T>[] {
  const ends: number[] = [];
  return [...things]
    .sort((a, b) => a.from - b.from)
    .map((thing) => {
      const free = ends.findIndex((end) => end <= thing.from);
      const track = free >= 0 ? free : Math.min(ends.length, most - 1);
      ends[track] = Math.max(ends[track] ?? 0, thing.until);
      return { thing, track };
    });
}
