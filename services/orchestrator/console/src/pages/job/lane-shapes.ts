import type { Schemas } from '../../api/types.js';
import { onTracks, placeOf, type Segment, type Stretch } from './time-axis.js';

type Lane = Schemas['StageLane'];

/** A rectangle in a lane; all are shares of its width and height. */
export interface Shape {
  readonly kind: 'work' | 'fail' | 'skip';
  readonly x: number;
  readonly width: number;
  readonly y: number;
  readonly height: number;
}

const minuteMs = 60_000;
const mostTracks = 6;
/** So that what was short is seen. */
const leastWidth = 0.002;

const at = (text: string | null, otherwise: number): number => (text === null ? otherwise : Date.parse(text));

/** What waits to be tried again has a start and no end, but is not worked on. */
const endOf = ({ status, startedAt, endedAt }: Lane['spans'][number], now: number): number =>
  Math.max(at(startedAt, now), at(endedAt ?? (status === 'running' ? null : startedAt), now));

/** The items of a stage in time; what runs ends now. */
const stretchesOf = ({ spans }: Lane, now: number) =>
  spans.filter(({ startedAt }) => startedAt !== null).map((span) => ({ span, from: at(span.startedAt, now), until: endOf(span, now) }));

/** When something was done in a stage: for folding what lies between. */
export function busyOf(lane: Lane, now: number): Stretch[] {
  const minutes = lane.minutes.map(({ at: from }) => ({ from: at(from, now), until: at(from, now) + minuteMs }));
  const ends = [lane.startedAt, lane.endedAt].flatMap((end) => (end === null ? [] : [{ from: at(end, now), until: at(end, now) }]));
  return [...stretchesOf(lane, now), ...minutes, ...ends];
}

const kindOf = (status: string): Shape['kind'] =>
  status === 'failed' ? 'fail' : status === 'canceled' || status === 'interrupted' ? 'skip' : 'work';

function spanShapes(lane: Lane, axis: readonly Segment[], now: number): Shape[] {
  const placed = onTracks(stretchesOf(lane, now), mostTracks);
  const tracks = Math.max(1, ...placed.map(({ track }) => track + 1));
  return placed.map(({ thing: { span, from, until }, track }) => {
    const x = placeOf(axis, from);
    return { kind: kindOf(span.status), x, width: Math.max(leastWidth, placeOf(axis, until) - x), y: track / tracks, height: 1 / tracks };
  });
}

/** Each minute as high as what ended in it, failures on top. */
function minuteShapes({ minutes }: Lane, axis: readonly Segment[], now: number): Shape[] {
  const most = Math.max(1, ...minutes.map(({ succeeded, failed }) => succeeded + failed));
  return minutes.flatMap(({ at: from, succeeded, failed }) => {
    const x = placeOf(axis, at(from, now));
    const width = Math.max(leastWidth, placeOf(axis, Math.min(now, at(from, now) + minuteMs)) - x);
    const [good, bad] = [succeeded / most, failed / most];
    return [
      { kind: 'work' as const, x, width, y: 1 - good, height: good },
      { kind: 'fail' as const, x, width, y: 1 - good - bad, height: bad },
    ].filter(({ height }) => height > 0);
  });
}

/** What is drawn in the lane of a stage: its items, or their number by the minute where there are many. */
export const shapesOf = (lane: Lane, axis: readonly Segment[], now: number): readonly Shape[] =>
  lane.spans.length > 0 ? spanShapes(lane, axis, now) : minuteShapes(lane, axis, now);
