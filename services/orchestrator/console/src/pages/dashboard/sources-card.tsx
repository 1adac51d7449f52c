import { useQuery } from '@tanstack/react-query';
import { type ReactElement, type ReactNode, useState } from 'react';
import type { Schemas } from '../../api/types.js';
import { Button, buttonClass } from '../../kit/button.js';
import { type Column, DataTable } from '../../kit/data-table.js';
import { Empty, Loaded } from '../../kit/feedback.js';
import { Card } from '../../kit/page.js';
import { useNarrow } from '../../kit/use-narrow.js';
import { useMessages } from '../../language/messages.js';
import { useFormat } from '../../language/use-format.js';
import { Link } from '../../shell/link.js';
import { useReadOnlyReason } from '../../shell/session.js';
import { SourceDialogs, type SourceTask } from '../ranking/source-actions.js';
import { useSourceColumns } from '../ranking/source-columns.js';
import { sourceMessages } from '../ranking/source-messages.js';
import { stateOf } from '../ranking/source-state.js';
import { sourcesRead } from '../ranking/sources-read.js';
import styles from './dashboard.module.css';
import { dashboardWords } from './words.js';

type Source = Schemas['Source'];

/** Each source in one line, with what helps one that is left alone. */
export function SourcesCard(): ReactElement {
  const say = useMessages(dashboardWords);
  const sources = useQuery(sourcesRead);
  return (
    <Card
      title={say.sources}
      actions={
        <Link to="/ranking" search={{ tab: 'sources' }}>
          {say.allSources}
        </Link>
      }
      id="sources"
      flush
    >
      <Loaded read={sources}>{({ items }) => <Strip sources={items.filter(({ configured }) => configured)} />}</Loaded>
    </Card>
  );
}

function Strip({ sources }: { sources: readonly Source[] }): ReactElement {
  const say = useMessages(dashboardWords);
  const [task, setTask] = useState<SourceTask>();
  const columns = useStripColumns(setTask);
  const isNarrow = useNarrow();
  if (sources.length === 0) {
    return (
      <Empty
        action={
          <Link to="/setup" className={buttonClass()}>
            {say.toSetup}
          </Link>
        }
      >
        {say.noSourceText}
      </Empty>
    );
  }
  return (
    <>
      {isNarrow ? (
        <Lines sources={sources} columns={columns} />
      ) : (
        <DataTable label={say.sources} columns={columns} rows={sources} keyOf={({ name }) => name} />
      )}
      <SourceDialogs task={task} sources={sources} close={() => setTask(undefined)} />
    </>
  );
}

interface LinesProps {
  readonly sources: readonly Source[];
  readonly columns: StripColumns;
}

/** On a phone: two lines for each source. */
const Lines = ({ sources, columns }: LinesProps): ReactElement => (
  <ul className={styles.rows}>
    {sources.map((source) => (
      <li key={source.name} className={styles.source}>
        <div>
          <div className={styles.sourceHead}>
            {columns[0].cell(source)} {columns[1].cell(source)}
          </div>
          <Figures source={source} />
        </div>
        {columns.at(-1)?.cell(source)}
      </li>
    ))}
  </ul>
);

function Figures({ source: { callsPerMinute, medianMs, successRate } }: { source: Source }): ReactElement {
  const say = useMessages(dashboardWords);
  const format = useFormat();
  const parts = [
    callsPerMinute === 0 ? undefined : say.calls(format.rate(callsPerMinute)),
    medianMs === null ? undefined : format.duration(medianMs),
    successRate === null ? undefined : say.foundShare(format.share(successRate)),
  ];
  return <p className={`number ${styles.sourceFigures}`}>{parts.filter(Boolean).join(' · ') || '–'}</p>;
}

type StripColumns = readonly [Column<Source>, Column<Source>, ...Column<Source>[]];

/** State and actions as on the page of sources; one figure in each of the others, and a test in sight where it may bring a source back. */
function useStripColumns(start: (task: SourceTask) => void): StripColumns {
  const say = { ...useMessages(sourceMessages), ...useMessages(dashboardWords) };
  const format = useFormat();
  const readOnly = useReadOnlyReason();
  const columns = useSourceColumns(start);
  const cellOf = (wanted: string, source: Source): ReactNode => columns.find(({ name }) => name === wanted)?.cell(source);
  const mayComeBack = (source: Source): boolean => ['leftAlone', 'probing'].includes(stateOf(source));
  const actions = (source: Source): ReactElement => (
    <span className={styles.tools}>
      {mayComeBack(source) ? (
        <Button reason={readOnly} onClick={() => start({ kind: 'test', name: source.name })}>
          {say.test}
        </Button>
      ) : null}
      {cellOf(say.actions, source)}
    </span>
  );
  return [
    { name: say.name, cell: (source) => cellOf(say.name, source) },
    { name: say.state, cell: (source) => cellOf(say.state, source) },
    { name: say.perMinute, figure: true, cell: (source) => cellOf(say.perMinute, source) },
    { name: say.median, figure: true, cell: ({ medianMs }) => (medianMs === null ? '–' : format.duration(medianMs)) },
    { name: say.success, figure: true, cell: ({ successRate }) => (successRate === null ? '–' : format.share(successRate)) },
    { name: say.actions, bare: true, cell: actions },
  ];
}
