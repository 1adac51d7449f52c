import type { ReactElement } from 'react';
import { answerOf, api } from '../../api/client.js';
import type { Schemas } from '../../api/types.js';
import type { Column } from '../../kit/data-table.js';
import { Menu } from '../../kit/menu.js';
import { asSaid } from '../../kit/said.js';
import { Badge, type Tone } from '../../kit/status.js';
import { Ago, instantOf, useNow } from '../../kit/time.js';
import { useMessages } from '../../language/messages.js';
import { useFormat } from '../../language/use-format.js';
import { useAct, useReadOnlyReason } from '../../shell/session.js';
import type { SourceTask } from './source-actions.js';
import { sourceMessages } from './source-messages.js';
import { type SourceState, stateOf } from './source-state.js';
import styles from './sources.module.css';
import { useSourcesChanged } from './use-sources-changed.js';

type Source = Schemas['Source'];

const tones: Readonly<Record<SourceState, Tone>> = { asked: 'ok', unused: 'quiet', paused: 'warn', leftAlone: 'bad', probing: 'warn' };

export function useSourceColumns(start: (task: SourceTask) => void): readonly Column<Source>[] {
  const say = useMessages(sourceMessages);
  const format = useFormat();
  return [
    { name: say.name, cell: ({ name }) => <strong data-data>{name}</strong> },
    { name: say.state, cell: (source) => <State source={source} /> },
    {
      name: say.perMinute,
      figure: true,
      cell: ({ callsPerMinute }) => (callsPerMinute === 0 ? '–' : format.rate(callsPerMinute)),
    },
    { name: say.median, figure: true, cell: (source) => <Speed source={source} /> },
    { name: say.success, figure: true, cell: (source) => <Success source={source} /> },
    { name: say.lastFault, cell: (source) => <LastFault source={source} /> },
    { name: say.actions, bare: true, cell: (source) => <SourceMenu source={source} start={start} /> },
  ];
}

function State({ source }: { source: Source }): ReactElement {
  const say = useMessages(sourceMessages);
  const format = useFormat();
  const now = useNow();
  const state = stateOf(source);
  const { faults, openUntil } = source.breaker;
  const until = instantOf(openUntil);
  return (
    <span className={styles.stack}>
      <Badge tone={tones[state]} icon={state === 'paused' ? 'pause' : undefined}>
        {say[state]}
      </Badge>
      {state === 'paused' ? (
        <small>
          <Ago at={source.pausedSince} />
        </small>
      ) : null}
      {state === 'leftAlone' && until !== undefined ? <small>{say.until(format.moment(until, now))}</small> : null}
      {faults === 0 ? null : <small>{say.faultsInRow(format.number(faults))}</small>}
    </span>
  );
}

function Speed({ source: { medianMs, p95Ms } }: { source: Source }): ReactElement {
  const say = useMessages(sourceMessages);
  const format = useFormat();
  if (medianMs === null) return <>–</>;
  return (
    <span className={styles.stack}>
      {format.duration(medianMs)}
      {p95Ms === null ? null : <small>{say.p95(format.duration(p95Ms))}</small>}
    </span>
  );
}

function Success({ source: { successRate, found, attempts } }: { source: Source }): ReactElement {
  const say = useMessages(sourceMessages);
  const format = useFormat();
  if (successRate === null) return <>–</>;
  return (
    <span className={styles.stack}>
      {format.share(successRate)}
      <small>{say.foundOf(format.number(found), format.number(attempts))}</small>
    </span>
  );
}

function LastFault({ source: { lastFault } }: { source: Source }): ReactElement {
  const say = useMessages(sourceMessages);
  if (lastFault === null) return <span className={styles.quiet}>{say.noFault}</span>;
  return (
    <span className={styles.stack}>
      <span className={styles.fault} {...asSaid}>
        {lastFault.message}
      </span>
      <small>
        <Ago at={lastFault.at} />
      </small>
    </span>
  );
}

function SourceMenu({ source, start }: { source: Source; start: (task: SourceTask) => void }): ReactElement {
  const say = useMessages(sourceMessages);
  const readOnly = useReadOnlyReason();
  const act = useAct();
  const changed = useSourcesChanged();
  const { name, paused } = source;
  const resume = async (): Promise<void> => {
    const work = () => answerOf(api.POST('/api/commands', { body: { type: 'resume', source: name } }));
    if (await act(work, { done: say.resumedNow(name) })) await changed();
  };
  return (
    <Menu
      label={say.actionsOf(name)}
      actions={[
        { name: say.test, icon: 'link', reason: readOnly, run: () => start({ kind: 'test', name }) },
        paused
          ? { name: say.resume, icon: 'play', reason: readOnly, run: () => void resume() }
          : { name: say.pause, icon: 'pause', reason: readOnly, run: () => start({ kind: 'pause', name }) },
        { name: say.reset, icon: 'bin', danger: true, reason: readOnly, run: () => start({ kind: 'reset', name }) },
      ]}
    />
  );
}
