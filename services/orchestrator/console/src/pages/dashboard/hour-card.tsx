import { useQuery } from '@tanstack/react-query';
import { lazy, type ReactElement, Suspense, useState } from 'react';
import { answerOf, api } from '../../api/client.js';
import { buttonClass } from '../../kit/button.js';
import { Empty, Loaded } from '../../kit/feedback.js';
import { Card } from '../../kit/page.js';
import { useNow } from '../../kit/time.js';
import { useMessages } from '../../language/messages.js';
import { useFormat } from '../../language/use-format.js';
import { Link } from '../../shell/link.js';
import styles from './dashboard.module.css';
import { type Hour, hourOf, isQuiet, peakOf, totalsOf } from './hour.js';
import { dashboardWords } from './words.js';

const HourChart = lazy(() => import('./hour-chart.js'));

const readAgainMs = 15_000;

/** Songs, failures and data of the last hour by the minute. */
export function HourCard(): ReactElement {
  const say = useMessages(dashboardWords);
  const series = useQuery({
    queryKey: ['series', 60],
    queryFn: ({ signal }) => answerOf(api.GET('/api/series', { params: { query: { minutes: 60 } }, signal })),
    refetchInterval: readAgainMs,
    select: hourOf,
  });
  return (
    <Card title={say.hour} id="hour">
      <Loaded read={series} rows={6}>
        {(hour) => <HourView hour={hour} />}
      </Loaded>
    </Card>
  );
}

function HourView({ hour }: { hour: Hour }): ReactElement {
  const say = useMessages(dashboardWords);
  const [at, setAt] = useState<number>();
  if (isQuiet(totalsOf(hour))) {
    return (
      <div className={styles.inCard}>
        <Empty
          action={
            <Link to="/jobs" search={{ start: 'full' }} className={buttonClass()}>
              {say.startJob}
            </Link>
          }
        >
          {say.quietHour}
        </Empty>
      </div>
    );
  }
  return (
    <figure className={styles.hour}>
      <Legend hour={hour} at={at} />
      <Suspense fallback={<div className={styles.chart} aria-busy="true" />}>
        <HourChart hour={hour} point={setAt} />
      </Suspense>
      <InWords hour={hour} />
    </figure>
  );
}

/** Names the lines and says what they add up to, or what they are at the minute that is pointed at. */
function Legend({ hour, at }: { hour: Hour; at: number | undefined }): ReactElement {
  const say = useMessages(dashboardWords);
  const format = useFormat();
  const now = useNow();
  const totals = totalsOf(hour);
  const [songs, failures, bytes] =
    at === undefined ? [totals.songs, totals.failures, totals.bytes] : [hour.songs[at], hour.failures[at], hour.bytes[at]];
  const minute = at === undefined ? undefined : hour.at[at];
  return (
    <div className={styles.legend} aria-hidden="true">
      <span data-line="songs">
        {say.songs} <strong className="number">{format.number(songs ?? 0)}</strong>
      </span>
      <span data-line="failures">
        {say.failures} <strong className="number">{format.number(failures ?? 0)}</strong>
      </span>
      <span data-line="data">
        {say.data} <strong className="number">{format.bytes(bytes ?? 0)}</strong>
      </span>
      {minute === undefined ? null : <span className="number">{format.moment(minute * 1000, now)}</span>}
    </div>
  );
}

function InWords({ hour }: { hour: Hour }): ReactElement {
  const say = useMessages(dashboardWords);
  const format = useFormat();
  const now = useNow();
  const totals = totalsOf(hour);
  const peak = peakOf(hour);
  const text = say.hourText(format.number(totals.songs), format.number(totals.failures), format.bytes(totals.bytes));
  const busiest = peak === undefined ? '' : say.peak(format.moment(peak.at, now), format.number(peak.songs));
  return <figcaption className="hidden">{`${text} ${busiest}`}</figcaption>;
}
