import type { ReactElement } from 'react';
import { useLocation } from 'wouter';
import { Icon } from '../kit/icons.js';
import { useMessages } from '../language/messages.js';
import { useFormat } from '../language/use-format.js';
import { verdictWords } from '../language/verdict-words.js';
import { useStanding } from '../live/use-standing.js';
import { Link } from './link.js';
import { pages } from './pages.js';
import { namesData, useCauseText } from './use-verdict-text.js';
import { placeOf } from './verdict.js';
import styles from './verdict-line.module.css';

/** What needs the owner, in one sentence, on every page but the overview, which begins with it; it leads to what it is about. */
export function VerdictLine(): ReactElement {
  const { data } = useStanding();
  const [here] = useLocation();
  const isSaidBelow = here === pages.dashboard.path;
  return (
    <div role="status">
      {isSaidBelow ? <strong className={styles.name}>Catalogsync</strong> : null}
      {isSaidBelow || data === undefined ? null : <Sentence verdict={data.verdict} jobs={data.jobs} />}
    </div>
  );
}

const icons = { ok: 'ok', attention: 'info', trouble: 'warn' } as const;

type Standing = NonNullable<ReturnType<typeof useStanding>['data']>;

function Sentence({ verdict: { state, causes }, jobs }: Pick<Standing, 'verdict' | 'jobs'>): ReactElement {
  const say = useMessages(verdictWords);
  const format = useFormat();
  const textOf = useCauseText();
  const [first, ...others] = causes;
  const place = first === undefined ? { to: '/dashboard' } : placeOf(first, jobs);
  const text = first === undefined ? say.ok : textOf(first);
  return (
    <span className={styles.line}>
      <Link className={styles.sentence} data-state={state} {...place} title={text}>
        <Icon name={icons[state]} size={18} />
        <span data-data={first !== undefined && namesData(first) ? '' : undefined}>{text}</span>
      </Link>
      {others.length === 0 ? null : (
        <Link className={styles.more} to="/dashboard">
          {say.more(format.number(others.length))}
        </Link>
      )}
    </span>
  );
}
