import { type ReactElement, type ReactNode, useRef, useState } from 'react';
import { answerOf, api } from '../../api/client.js';
import type { Item, JobDetail } from '../../api/types.js';
import { Button } from '../../kit/button.js';
import { Chips, SearchBox, Select } from '../../kit/controls.js';
import { Empty } from '../../kit/feedback.js';
import { KeysetList } from '../../kit/keyset-list.js';
import { Card } from '../../kit/page.js';
import { withoutTurns } from '../../kit/plain-text.js';
import { Said } from '../../kit/said.js';
import { Badge } from '../../kit/status.js';
import { Ago } from '../../kit/time.js';
import { useNarrow } from '../../kit/use-narrow.js';
import { words } from '../../kit/words.js';
import { errorClassWords, itemStates, itemTones, stageNames, wordFor } from '../../language/job-words.js';
import { useMessages } from '../../language/messages.js';
import { useFormat } from '../../language/use-format.js';
import { useFilters } from '../../shell/search.js';
import { useReadOnlyReason } from '../../shell/session.js';
import { foundNothing } from '../jobs/job-facts.js';
import { messages as jobMessages } from '../jobs/messages.js';
import { ItemDialog } from './item-dialog.js';
import { changedSince, type ItemCounts, type ItemFilters, itemStatuses, useItemFilters } from './item-filters.js';
import { itemSentences } from './item-sentences.js';
import styles from './job.module.css';
import { messages } from './messages.js';
import { type Retry, RetryDialog } from './retry-dialog.js';
import { StepName } from './step-name.js';

const rowHeight = { wide: 44, narrow: 60 } as const;

interface ItemsProps {
  readonly job: JobDetail;
  /** Another number is another reading of the list. */
  readonly generation: number;
  readonly again: () => void;
}

/** The items of a job, by state. Their rows stay as they were read: a pill counts those that have changed. */
export function Items({ job, generation, again }: ItemsProps): ReactElement {
  const say = useMessages(messages);
  const format = useFormat();
  const filters = useItemFilters(job);
  const isNarrow = useNarrow();
  const [opened, setOpened] = useState<Item>();
  const { query } = filters;
  // What an earlier visit read may be old by now.
  const [visit] = useState(Date.now);
  const reading = [query, visit, generation] as const;
  const key = JSON.stringify(reading);
  const atRead = useRef<{ readonly key: string; readonly counts: ItemCounts }>({ key: '', counts: {} });
  const { counts } = filters;
  const fresh = atRead.current.key === key && counts !== undefined ? changedSince(atRead.current.counts, counts) : 0;
  return (
    <Card id="items" flush>
      <ItemFilterBar job={job} more={<RetryAll job={job} filters={filters} again={again} />} />
      <KeysetList<Item>
        queryKey={['job items', job.id, ...reading]}
        read={(cursor, limit, signal) => {
          if (cursor === undefined) atRead.current = { key, counts: counts ?? {} };
          const asked = { ...query, limit, ...(cursor === undefined ? {} : { cursor }) };
          return answerOf(api.GET('/api/jobs/{id}/items', { params: { path: { id: job.id }, query: asked }, signal }));
        }}
        rowHeight={isNarrow ? rowHeight.narrow : rowHeight.wide}
        row={(item) => <ItemRow item={item} open={setOpened} />}
        empty={<NoItems job={job} isFiltered={Object.keys(query).length > 0} />}
        label={say.items}
        fresh={fresh}
        freshText={(count) => say.changed(format.number(count))}
        refresh={again}
      />
      <ItemDialog job={job} item={opened} close={() => setOpened(undefined)} changed={again} />
    </Card>
  );
}

function ItemRow({ item, open }: { item: Item; open: (item: Item) => void }): ReactElement {
  const say = useMessages(messages);
  const states = useMessages(itemStates);
  const causes = useMessages(errorClassWords);
  const format = useFormat();
  const { status, displayText, itemKey, attempts, errorClass, lastError } = item;
  const isStep = displayText !== '' && item.songId === null && item.playlistId === null;
  return (
    <button type="button" className={styles.item} onClick={() => open(item)}>
      <span>
        <Badge tone={itemTones[status] ?? 'quiet'}>{wordFor(states, status)}</Badge>
      </span>
      <span className={styles.clip} data-data>
        {isStep ? <StepName text={displayText} /> : withoutTurns(displayText || itemKey)}
      </span>
      <span className={`${styles.muted} ${styles.clip}`}>
        {errorClass === null || status === 'succeeded' ? null : wordFor(causes, errorClass)}
        {lastError === null || status === 'succeeded' ? null : (
          <>
            {' · '}
            <Said text={lastError} sentences={itemSentences} />
          </>
        )}
        {attempts > 1 ? ` · ${say.attempts(format.number(attempts))}` : null}
      </span>
      <span className={`${styles.muted} ${styles.itemTime}`}>
        <Ago at={item.endedAt ?? item.startedAt} />
      </span>
    </button>
  );
}

function RetryAll({ job, filters, again }: { job: JobDetail; filters: ItemFilters; again: () => void }): ReactElement | null {
  const say = useMessages(messages);
  const format = useFormat();
  const readOnly = useReadOnlyReason();
  const [retry, setRetry] = useState<Retry>();
  const counts = job.stages.find(({ id }) => id === filters.target.stageId)?.itemCounts ?? job.itemCounts;
  const failed = (counts.failed ?? 0) + (counts.interrupted ?? 0);
  const isNarrowed = filters.target.errorClass !== undefined || filters.target.source !== undefined;
  if (failed === 0 || filters.query.text !== undefined) return null;
  return (
    <>
      <Button icon="retry" reason={readOnly} onClick={() => setRetry({ target: filters.target, what: filters.words || say.item })}>
        {isNarrowed ? say.retryThese : say.retryAll(format.number(failed))}
      </Button>
      <RetryDialog retry={retry} close={() => setRetry(undefined)} done={again} />
    </>
  );
}

function NoItems({ job, isFiltered }: { job: JobDetail; isFiltered: boolean }): ReactElement {
  const { foundNothing: nothingToDo } = useMessages(jobMessages);
  const say = { ...useMessages(words), ...useMessages(messages) };
  const [, change] = useFilters();
  if (!isFiltered) return <Empty>{foundNothing(job) ? nothingToDo : say.noItems}</Empty>;
  const clear = { status: undefined, errorClass: undefined, source: undefined, stageId: undefined, text: undefined };
  return <Empty action={<Button onClick={() => change(clear)}>{say.clear}</Button>}>{say.noMatch}</Empty>;
}

function ItemFilterBar({ job, more }: { job: JobDetail; more: ReactNode }): ReactElement {
  const say = { ...useMessages(words), ...useMessages(messages) };
  const states = useMessages(itemStates);
  const stages = useMessages(stageNames);
  const causes = useMessages(errorClassWords);
  const [{ status, stageId = '', errorClass = '', source = '', text = '' }, change] = useFilters();
  const counts = job.stages.find(({ id }) => String(id) === stageId)?.itemCounts ?? job.itemCounts;
  const total = itemStatuses.reduce((sum, one) => sum + (counts[one] ?? 0), 0);
  const chips = itemStatuses
    .filter((one) => (counts[one] ?? 0) > 0 || one === status)
    .map((value) => ({ value: value as string | undefined, name: states[value], count: counts[value] }));
  const search = (value: string): void => change({ text: value });
  const sources = [...new Set([...job.sources, ...job.downloadSources, source])].filter(Boolean);
  return (
    <div className={styles.filters}>
      <div className={styles.aside}>
        <Chips
          label={say.states}
          value={status || undefined}
          options={[{ value: undefined, name: say.all, count: total }, ...chips]}
          choose={(value) => change({ status: value })}
        />
        {more}
      </div>
      <div className={styles.selects}>
        <SearchBox value={text} search={search} label={say.findItem} />
        <Select
          aria-label={say.stage}
          value={stageId}
          options={[
            { value: '', name: say.anyStage },
            ...job.stages.map(({ id, stageType }) => ({ value: String(id), name: wordFor(stages, stageType) })),
          ]}
          choose={(value) => change({ stageId: value })}
        />
        <Select
          aria-label={say.cause}
          value={errorClass}
          options={[{ value: '', name: say.anyCause }, ...Object.entries(causes).map(([value, name]) => ({ value, name }))]}
          choose={(value) => change({ errorClass: value })}
        />
        {sources.length === 0 ? null : (
          <Select
            aria-label={say.source}
            value={source}
            options={[{ value: '', name: say.anySource }, ...sources.map((value) => ({ value, name: value }))]}
            choose={(value) => change({ source: value })}
          />
        )}
      </div>
    </div>
  );
}
