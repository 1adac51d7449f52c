import type { ReactElement } from 'react';
import type { Schemas } from '../../api/types.js';
import { instantOf, useNow } from '../../kit/time.js';
import { useNarrow } from '../../kit/use-narrow.js';
import { jobStates, stageNames, wordFor } from '../../language/job-words.js';
import { useMessages } from '../../language/messages.js';
import { useFormat } from '../../language/use-format.js';
import { stageTally } from '../jobs/job-facts.js';
import styles from './job.module.css';
import { busyOf, shapesOf } from './lane-shapes.js';
import { messages } from './messages.js';
import { axisOf, placeOf, type Segment, ticksOf } from './time-axis.js';

type Lane = Schemas['StageLane'];
type Stage = Schemas['Stage'];

interface Timeline {
  readonly from: string | null;
  readonly until: string | null;
  readonly stages: readonly Lane[];
}

interface LanesProps {
  readonly timeline: Timeline;
  readonly stages: readonly Stage[];
  readonly isOver: boolean;
}

const ticksAcross = { wide: 8, narrow: 4 } as const;

/** Stages as lanes on one axis; long idle time is folded. A table says the same to those who do not see it. */
export function Lanes({ timeline, stages, isOver }: LanesProps): ReactElement {
  const say = useMessages(messages);
  const names = useMessages(stageNames);
  const format = useFormat();
  const current = useNow();
  const isNarrow = useNarrow();
  const from = instantOf(timeline.from) ?? current;
  const until = Math.max(instantOf(timeline.until) ?? current, isOver ? 0 : current);
  const axis = axisOf(
    timeline.stages.flatMap((lane) => busyOf(lane, until)),
    { from, until },
  );
  const offset = -new Date(until).getTimezoneOffset() * 60_000;
  const ticks = ticksOf(axis, isNarrow ? ticksAcross.narrow : ticksAcross.wide, offset);
  return (
    <figure aria-label={say.axis}>
      <div className={styles.lanes} aria-hidden="true">
        <span className={styles.axisName} />
        <Ticks axis={axis} ticks={ticks} isOver={isOver} />
        {timeline.stages.map((lane) => {
          const tally = stages.find(({ id }) => id === lane.id);
          return (
            <LaneRow
              key={lane.id}
              name={wordFor(names, lane.stageType)}
              count={tally === undefined ? '' : countOf(tally, say, format.number)}
              lane={lane}
              picture={{ axis, ticks, until, isOver }}
            />
          );
        })}
      </div>
      <Key />
      <LaneTable stages={stages} />
    </figure>
  );
}

type Say = ReturnType<typeof useMessages<typeof messages>>;

function countOf(stage: Stage, say: Say, number: (value: number) => string): string {
  const { done, failed, total } = stageTally(stage);
  return [`${number(done)} / ${number(total)}`, failed === 0 ? '' : `${number(failed)} ${say.failed}`].filter(Boolean).join(' · ');
}

interface Picture {
  readonly axis: readonly Segment[];
  readonly ticks: readonly number[];
  readonly until: number;
  readonly isOver: boolean;
}

const percent = (share: number): string => `${(100 * share).toFixed(2)}%`;
const height = 36;
const padding = 6;

function LaneRow({ name, count, lane, picture }: { name: string; count: string; lane: Lane; picture: Picture }): ReactElement {
  const { axis, ticks, until, isOver } = picture;
  const started = instantOf(lane.startedAt);
  const ended = instantOf(lane.endedAt) ?? until;
  const start = started === undefined ? 0 : placeOf(axis, started);
  const width = started === undefined ? 0 : Math.max(0.002, placeOf(axis, ended) - start);
  const inner = height - 2 * padding;
  return (
    <>
      <div className={styles.laneName}>
        <span>{name}</span>
        <small>{count}</small>
      </div>
      <div className={styles.track}>
        <svg viewBox={`0 0 1000 ${height}`} preserveAspectRatio="none" aria-hidden="true">
          {ticks.map((tick) => (
            <line key={tick} className={styles.tick} x1={1000 * placeOf(axis, tick)} x2={1000 * placeOf(axis, tick)} y1={0} y2={height} />
          ))}
          <rect className={styles.open} x={1000 * start} width={1000 * width} y={padding - 2} height={inner + 4} />
          {shapesOf(lane, axis, until).map((shape, at) => (
            <rect
              // biome-ignore lint/suspicious/noArrayIndexKey: drawn anew as a whole
              key={at}
              className={styles[shape.kind]}
              x={1000 * shape.x}
              width={1000 * shape.width}
              y={padding + inner * shape.y}
              height={Math.max(1, inner * shape.height - (shape.height < 1 ? 1 : 0))}
            />
          ))}
          {axis
            .filter(({ folded }) => folded)
            .map((gap) => (
              <Fold key={gap.from} gap={gap} />
            ))}
          {isOver ? null : <line className={styles.nowLine} x1={1000} x2={1000} y1={0} y2={height} />}
        </svg>
      </div>
    </>
  );
}

const Fold = ({ gap: { start, width } }: { gap: Segment }): ReactElement => (
  <>
    <rect className={styles.fold} x={1000 * start} width={1000 * width} y={0} height={height} />
    {[start, start + width].map((x) => (
      <line key={x} className={styles.foldLine} x1={1000 * x} x2={1000 * x} y1={0} y2={height} />
    ))}
  </>
);

function Ticks({ axis, ticks, isOver }: { axis: readonly Segment[]; ticks: readonly number[]; isOver: boolean }): ReactElement {
  const say = useMessages(messages);
  const format = useFormat();
  const labels = useTickLabels(ticks);
  const isNear = (place: number): boolean => !isOver && place > 0.93;
  return (
    <div className={styles.ticks}>
      {ticks.map((tick, index) => {
        const place = placeOf(axis, tick);
        if (isNear(place)) return null;
        return (
          <span
            key={tick}
            className={place < 0.03 ? styles.start : place > 0.97 ? styles.last : undefined}
            style={{ left: percent(place) }}
            title={format.exact(tick)}
          >
            {labels[index]}
          </span>
        );
      })}
      {isOver ? null : (
        <span className={styles.end} style={{ left: '100%' }}>
          {say.now}
        </span>
      )}
    </div>
  );
}

/** Times of day; with seconds where they stand closer than a minute, with the date where they stand days apart. */
function useTickLabels(ticks: readonly number[]): readonly string[] {
  const format = useFormat();
  const apart = Math.min(...ticks.slice(1).map((tick, at) => tick - (ticks[at] ?? 0)));
  const now = useNow();
  if (apart >= 60_000 || !Number.isFinite(apart)) return ticks.map((tick) => format.moment(tick, ticks.at(-1) ?? now));
  return ticks.map((tick) => new Date(tick).toTimeString().slice(0, 8));
}

function Key(): ReactElement {
  const say = useMessages(messages);
  const parts = [
    ['work', say.work],
    ['open', say.waiting],
    ['fail', say.failed],
  ] as const;
  return (
    <figcaption className={styles.key} aria-hidden="true">
      {parts.map(([kind, name]) => (
        <span key={kind}>
          <svg viewBox="0 0 16 10" aria-hidden="true">
            <rect className={styles[kind]} width="16" height="10" rx="2" />
          </svg>
          {name}
        </span>
      ))}
    </figcaption>
  );
}

function LaneTable({ stages }: { stages: readonly Stage[] }): ReactElement {
  const say = useMessages(messages);
  const names = useMessages(stageNames);
  const states = useMessages(jobStates);
  const format = useFormat();
  const time = (text: string | null): string => (text === null ? '' : format.exact(Date.parse(text)));
  return (
    // A table takes the width of its text, whatever it is told.
    <div className="hidden">
      <table>
        <caption>{say.axis}</caption>
        <thead>
          <tr>
            {[say.stage, say.state, say.started, say.ended, say.done, say.failed].map((name) => (
              <th key={name} scope="col">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {stages.map((stage) => (
            <tr key={stage.id}>
              <th scope="row">{wordFor(names, stage.stageType)}</th>
              <td>{wordFor(states, stage.status)}</td>
              <td>{time(stage.startedAt)}</td>
              <td>{time(stage.endedAt)}</td>
              <td>{format.number(stageTally(stage).done)}</td>
              <td>{format.number(stageTally(stage).failed)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
