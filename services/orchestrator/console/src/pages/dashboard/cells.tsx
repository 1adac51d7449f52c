import { useQuery } from '@tanstack/react-query';
import type { ReactElement, ReactNode } from 'react';
import { useMessages } from '../../language/messages.js';
import { useFormat } from '../../language/use-format.js';
import type { Standing } from '../../live/use-standing.js';
import { Link } from '../../shell/link.js';
import type { Search } from '../../shell/search.js';
import { useCauseText } from '../../shell/use-verdict-text.js';
import { placeOf } from '../../shell/verdict.js';
import { isSilent } from '../ranking/source-state.js';
import { sourcesRead } from '../ranking/sources-read.js';
import styles from './dashboard.module.css';
import { dashboardWords } from './words.js';

/** Healthy, doing, needs me: three numbers that lead to what they count. */
export function Cells({ standing }: { standing: Standing }): ReactElement {
  const say = useMessages(dashboardWords);
  return (
    <nav className={styles.cells} aria-label={say.cells}>
      <Healthy volumes={standing.volumes} />
      <Doing standing={standing} />
      <NeedsMe verdict={standing.verdict} jobs={standing.jobs} />
    </nav>
  );
}

interface CellProps {
  readonly to: string;
  readonly search?: Search | undefined;
  readonly name: string;
  readonly figure: ReactNode;
  readonly unit: string;
  readonly more?: string | undefined;
  readonly state?: string;
}

const Cell = ({ to, search, name, figure, unit, more, state }: CellProps): ReactElement => (
  <Link to={to} search={search} className={styles.cell} data-state={state}>
    <span className={styles.cellName}>{name}</span>
    <span className={styles.figure}>
      <strong className="number">{figure}</strong> <span>{unit}</span>
    </span>
    {more === undefined ? null : <span className={styles.cellMore}>{more}</span>}
  </Link>
);

function Healthy({ volumes }: Pick<Standing, 'volumes'>): ReactElement {
  const say = useMessages(dashboardWords);
  const format = useFormat();
  const sources = useQuery(sourcesRead).data?.items.filter(({ configured }) => configured);
  const up = sources?.filter((source) => !isSilent(source)).length ?? 0;
  // The one with least room is the one that will stop work.
  const tightest = [...volumes].sort((one, other) => one.freeBytes - one.keepFreeBytes - (other.freeBytes - other.keepFreeBytes))[0];
  const figure = sources === undefined ? '–' : sources.length === 0 ? '0' : `${format.number(up)}/${format.number(sources.length)}`;
  return (
    <Cell
      to="/ranking"
      search={{ tab: 'sources' }}
      name={say.healthy}
      figure={figure}
      unit={sources?.length === 0 ? say.noSources : say.sourcesUp}
      more={tightest === undefined ? undefined : say.free(format.bytes(tightest.freeBytes))}
    />
  );
}

function Doing({ standing: { jobs, transferStats } }: { standing: Pick<Standing, 'jobs' | 'transferStats'> }): ReactElement {
  const say = useMessages(dashboardWords);
  const format = useFormat();
  const running = jobs.filter(({ status }) => status === 'running').length;
  const speed = transferStats.downloadSpeedBytesPerSec;
  return (
    <Cell
      to="/jobs"
      search={{ status: 'running,pause_requested' }}
      name={say.doing}
      figure={format.number(running)}
      unit={say.jobsRunning(running)}
      more={speed > 0 ? say.speed(format.speed(speed)) : say.idle}
    />
  );
}

function NeedsMe({ verdict: { state, causes }, jobs }: Pick<Standing, 'verdict' | 'jobs'>): ReactElement {
  const say = useMessages(dashboardWords);
  const format = useFormat();
  const textOf = useCauseText();
  const [first] = causes;
  const place = first === undefined ? { to: '/logs' } : placeOf(first, jobs);
  return (
    <Cell
      {...place}
      name={say.needsMe}
      state={state}
      figure={format.number(causes.length)}
      unit={say.things(causes.length)}
      more={first === undefined ? undefined : textOf(first)}
    />
  );
}
