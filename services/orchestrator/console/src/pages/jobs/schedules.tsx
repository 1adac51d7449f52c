import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactElement, useState } from 'react';
import { answerOf, api } from '../../api/client.js';
import { Button, IconButton } from '../../kit/button.js';
import { Check } from '../../kit/controls.js';
import { type Column, DataTable } from '../../kit/data-table.js';
import { Confirm } from '../../kit/dialog.js';
import { Empty, Loaded } from '../../kit/feedback.js';
import { Card } from '../../kit/page.js';
import { asSaid } from '../../kit/said.js';
import { Ago } from '../../kit/time.js';
import { templateNames, wordFor } from '../../language/job-words.js';
import { useLanguage, useMessages } from '../../language/messages.js';
import { Link } from '../../shell/link.js';
import { useAct, useReadOnlyReason } from '../../shell/session.js';
import { cronWords } from './cron-words.js';
import styles from './jobs.module.css';
import { bodyOfSchedule, type Schedule } from './schedule-body.js';
import { ScheduleSheet } from './schedule-sheet.js';
import { scheduleMessages } from './start-messages.js';

/** When jobs start by themselves. */
export function Schedules(): ReactElement {
  const say = useMessages(scheduleMessages);
  const readOnly = useReadOnlyReason();
  const [edited, setEdited] = useState<Schedule | 'new'>();
  const read = useQuery({
    queryKey: ['schedules'],
    queryFn: ({ signal }) => answerOf(api.GET('/api/schedules', { signal })),
    refetchInterval: 30_000,
  });
  const add = (
    <Button icon="add" reason={readOnly} onClick={() => setEdited('new')}>
      {say.add}
    </Button>
  );
  return (
    <Loaded read={read}>
      {({ items }) => (
        <>
          {items.length === 0 ? (
            <Card>
              <Empty action={add}>{say.none}</Empty>
            </Card>
          ) : (
            <>
              <div>{add}</div>
              <Card flush>
                <ScheduleTable schedules={items} edit={setEdited} />
              </Card>
            </>
          )}
          <ScheduleSheet key={edited === 'new' ? 'new' : edited?.id} edited={edited} close={() => setEdited(undefined)} />
        </>
      )}
    </Loaded>
  );
}

function ScheduleTable({ schedules, edit }: { schedules: readonly Schedule[]; edit: (schedule: Schedule) => void }): ReactElement {
  const say = useMessages(scheduleMessages);
  const kinds = useMessages(templateNames);
  const language = useLanguage();
  const [removed, setRemoved] = useState<Schedule>();
  const columns: readonly Column<Schedule>[] = [
    { name: say.name, cell: ({ name }) => <strong data-data>{name}</strong> },
    { name: say.when, cell: (schedule) => <When schedule={schedule} words={cronWords(schedule.pattern, language)} /> },
    { name: say.kind, cell: ({ template }) => wordFor(kinds, template) },
    {
      name: say.next,
      cell: ({ nextRunAt, enabled }) => (enabled ? <Ago at={nextRunAt} /> : <span className={styles.muted}>{say.off}</span>),
    },
    { name: say.last, cell: (schedule) => <LastRun schedule={schedule} /> },
    { name: say.on, cell: (schedule) => <Switch schedule={schedule} /> },
    {
      name: say.actions,
      bare: true,
      cell: (schedule) => (
        <>
          <IconButton icon="edit" label={say.editOf(schedule.name)} onClick={() => edit(schedule)} />
          <IconButton icon="bin" label={say.removeOf(schedule.name)} onClick={() => setRemoved(schedule)} />
        </>
      ),
    },
  ];
  return (
    <>
      <DataTable label={say.list} columns={columns} rows={schedules} keyOf={({ id }) => id} />
      <RemoveDialog schedule={removed} close={() => setRemoved(undefined)} />
    </>
  );
}

const When = ({ schedule: { pattern, timeZone }, words }: { schedule: Schedule; words: string }): ReactElement => (
  <span title={pattern}>
    {words === pattern ? <code data-data>{pattern}</code> : words}
    {timeZone === '' ? null : (
      <small className={styles.muted} data-data>
        {` ${timeZone}`}
      </small>
    )}
  </span>
);

function LastRun({ schedule: { lastRunAt, lastJobId, lastError } }: { schedule: Schedule }): ReactElement {
  const say = useMessages(scheduleMessages);
  if (lastError !== null) {
    return (
      <span className={styles.bad} {...asSaid}>
        {lastError}
      </span>
    );
  }
  if (lastRunAt === null) return <span className={styles.muted}>{say.never}</span>;
  return lastJobId === null ? (
    <Ago at={lastRunAt} />
  ) : (
    <Link to={`/jobs/${lastJobId}`}>
      <Ago at={lastRunAt} />
    </Link>
  );
}

function Switch({ schedule }: { schedule: Schedule }): ReactElement {
  const say = useMessages(scheduleMessages);
  const readOnly = useReadOnlyReason();
  const act = useAct();
  const queries = useQueryClient();
  const turn = async (enabled: boolean): Promise<void> => {
    const call = { params: { path: { id: schedule.id } }, body: { ...bodyOfSchedule(schedule), enabled } };
    await act(() => answerOf(api.PUT('/api/schedules/{id}', call)), { done: say.saved });
    await queries.invalidateQueries({ queryKey: ['schedules'] });
  };
  return (
    <Check
      label={
        <span className="hidden" data-data>
          {say.onOf(schedule.name)}
        </span>
      }
      checked={schedule.enabled}
      disabled={readOnly !== undefined}
      title={readOnly}
      choose={(enabled) => void turn(enabled)}
    />
  );
}

function RemoveDialog({ schedule, close }: { schedule: Schedule | undefined; close: () => void }): ReactElement {
  const say = useMessages(scheduleMessages);
  const readOnly = useReadOnlyReason();
  const act = useAct();
  const queries = useQueryClient();
  const remove = async (): Promise<void> => {
    if (schedule === undefined) return;
    await act(() => answerOf(api.DELETE('/api/schedules/{id}', { params: { path: { id: schedule.id } } })), { done: say.removed });
    await queries.invalidateQueries({ queryKey: ['schedules'] });
    close();
  };
  return (
    <Confirm
      open={schedule !== undefined}
      close={close}
      title={say.removeTitle}
      action={say.remove}
      danger
      {...(readOnly === undefined ? {} : { reason: readOnly })}
      confirm={() => void remove()}
    >
      <p>
        <strong data-data>{schedule?.name}</strong>
      </p>
      <p>{say.removeText}</p>
    </Confirm>
  );
}
