import { useQueryClient } from '@tanstack/react-query';
import { type ReactElement, useState } from 'react';
import { answerOf, api } from '../../api/client.js';
import type { Schemas } from '../../api/types.js';
import { Actions, Button } from '../../kit/button.js';
import { Check } from '../../kit/controls.js';
import { Empty } from '../../kit/feedback.js';
import { KeysetList } from '../../kit/keyset-list.js';
import { Card, Note } from '../../kit/page.js';
import { Ago } from '../../kit/time.js';
import { useNarrow } from '../../kit/use-narrow.js';
import { words } from '../../kit/words.js';
import { useMessages } from '../../language/messages.js';
import { useFormat } from '../../language/use-format.js';
import { useFilters } from '../../shell/search.js';
import { useAct, useReadOnlyReason } from '../../shell/session.js';
import { faultMessages } from './fault-messages.js';
import styles from './library.module.css';

type Fault = Schemas['LibraryFault'];

const rowHeight = { wide: 60, narrow: 84 };

/** Files of the library that cannot be read. */
export function FaultsView(): ReactElement {
  const say = useMessages(faultMessages);
  const [filters, change] = useFilters();
  const narrow = useNarrow();
  const includeSetAside = filters.aside === 'all';
  const [chosen, setChosen] = useState<ReadonlyMap<string, Fault>>(new Map());
  const choose = (fault: Fault, on: boolean): void =>
    setChosen((before) => {
      const after = new Map(before);
      if (on) after.set(fault.path, fault);
      else after.delete(fault.path);
      return after;
    });
  const toggle = <Check label={say.showSetAside} checked={includeSetAside} choose={(on) => change({ aside: on ? 'all' : undefined })} />;
  return (
    <Card title={say.title} actions={toggle} flush>
      <div className={styles.about}>
        <Note>{say.about}</Note>
        {chosen.size === 0 ? null : <Chosen chosen={chosen} clear={() => setChosen(new Map())} />}
      </div>
      <KeysetList<Fault>
        queryKey={['library', 'faults', includeSetAside]}
        read={(cursor, limit, signal) =>
          answerOf(api.GET('/api/library/faults', { params: { query: { includeSetAside, limit, cursor } }, signal }))
        }
        rowHeight={narrow ? rowHeight.narrow : rowHeight.wide}
        row={(fault) => <FaultRow fault={fault} checked={chosen.has(fault.path)} choose={(on) => choose(fault, on)} />}
        empty={<Empty>{say.empty}</Empty>}
        label={say.title}
      />
    </Card>
  );
}

function FaultRow({ fault, checked, choose }: { fault: Fault; checked: boolean; choose: (on: boolean) => void }): ReactElement {
  const say = useMessages(faultMessages);
  const { path, reason, firstSeenAt, setAsideAt, setAsideBy } = fault;
  return (
    <label className={styles.fault}>
      <input type="checkbox" checked={checked} onChange={({ target }) => choose(target.checked)} />
      <span className={styles.file} data-data>
        <code title={path}>{path}</code>
        <small title={reason} lang="en">
          {reason}
        </small>
      </span>
      <small>
        {setAsideAt === null ? (
          <Ago at={firstSeenAt} />
        ) : (
          <>
            <span data-data>{say.setAsideBy(setAsideBy ?? '')}</span> · <Ago at={setAsideAt} />
          </>
        )}
      </small>
    </label>
  );
}

/** What can be done with those that are ticked: of a mixed choice, each button takes those it applies to. */
function Chosen({ chosen, clear }: { chosen: ReadonlyMap<string, Fault>; clear: () => void }): ReactElement {
  const say = { ...useMessages(words), ...useMessages(faultMessages) };
  const format = useFormat();
  const readOnly = useReadOnlyReason();
  const act = useAct();
  const queries = useQueryClient();
  const all = [...chosen.values()];
  const listed = all.filter(({ setAsideAt }) => setAsideAt === null).map(({ path }) => path);
  const aside = all.filter(({ setAsideAt }) => setAsideAt !== null).map(({ path }) => path);
  const send = async (paths: string[], undo: boolean): Promise<void> => {
    const count = format.number(paths.length);
    const work = () => answerOf(api.POST('/api/library/faults/set-aside', { body: { paths, undo } }));
    if (!(await act(work, { done: undo ? say.takeUpDone(count) : say.setAsideDone(count) }))) return;
    clear();
    await queries.invalidateQueries({ queryKey: ['library'] });
  };
  return (
    <div className={styles.chosen} role="status">
      <span>{say.selected(format.number(chosen.size))}</span>
      <Actions>
        {listed.length === 0 ? null : (
          <Button kind="main" reason={readOnly} onClick={() => void send(listed, false)}>
            {say.setAsideN(format.number(listed.length))}
          </Button>
        )}
        {aside.length === 0 ? null : (
          <Button reason={readOnly} onClick={() => void send(aside, true)}>
            {say.takeUpN(format.number(aside.length))}
          </Button>
        )}
        <Button kind="quiet" onClick={clear}>
          {say.unselect}
        </Button>
      </Actions>
    </div>
  );
}
