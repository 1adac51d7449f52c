import { useQueryClient } from '@tanstack/react-query';
import { type ReactElement, useEffect, useRef, useState } from 'react';
import { answerOf, api } from '../../api/client.js';
import type { Schemas } from '../../api/types.js';
import { Button, buttonClass } from '../../kit/button.js';
import { Check } from '../../kit/controls.js';
import { Empty } from '../../kit/feedback.js';
import { KeysetList } from '../../kit/keyset-list.js';
import { Card } from '../../kit/page.js';
import { useNarrow } from '../../kit/use-narrow.js';
import { words } from '../../kit/words.js';
import { useMessages } from '../../language/messages.js';
import { Link } from '../../shell/link.js';
import { useFilters } from '../../shell/search.js';
import { LogFilters, noFilters } from './filters.js';
import { LogDialog } from './log-dialog.js';
import type { LogFilter } from './log-filter.js';
import { LogRow } from './log-row.js';
import styles from './logs.module.css';
import { useHeld, useNewLines } from './use-new-lines.js';
import { logWords } from './words.js';

type LogEntry = Schemas['LogEntry'];

/** Every line that fits the filter, newest first. New ones come by a press, or by themselves while they are followed. */
export function LogLines({ filter }: { filter: LogFilter }): ReactElement {
  const say = useMessages(logWords);
  const narrow = useNarrow();
  const frame = useRef<HTMLDivElement>(null);
  const [follow, setFollow] = useState(false);
  const [open, setOpen] = useState<LogEntry>();
  const held = useHeld(frame, follow);
  const { key, read, fresh, refresh } = useLines(filter, follow && held === undefined && open === undefined);
  const actions = (
    <span className={styles.follow} role="status">
      {held === undefined ? null : <small>{held === 'scroll' ? say.heldScroll : say.heldSelection}</small>}
      <Check label={say.follow} checked={follow} choose={setFollow} disabled={filter.until !== undefined} />
    </span>
  );
  return (
    <Card title={say.lines} actions={actions} flush>
      <LogFilters filter={filter} />
      <div ref={frame} className={styles.lines}>
        <KeysetList<LogEntry>
          queryKey={key}
          read={read}
          rowHeight={narrow ? 64 : 36}
          row={(line) => <LogRow line={line} open={setOpen} />}
          empty={<NoLines filter={filter} />}
          label={say.linesLabel}
          fresh={fresh}
          refresh={refresh}
        />
      </div>
      <LogDialog line={open} close={() => setOpen(undefined)} />
    </Card>
  );
}

/** The list under this filter, and what is new since it was read. */
function useLines(filter: LogFilter, follow: boolean) {
  const queries = useQueryClient();
  const key = ['logs', 'list', filter];
  const name = JSON.stringify(key);
  const [top, setTop] = useState<{ readonly name: string; readonly id: number }>();
  const read = async (cursor: string | undefined, limit: number, signal: AbortSignal) => {
    const page = await answerOf(api.GET('/api/logs', { params: { query: { ...filter, cursor, limit } }, signal }));
    if (cursor === undefined) setTop({ name, id: page.items[0]?.id ?? 0 });
    return page;
  };
  const shown = top?.name === name ? top.id : undefined;
  const fresh = useNewLines({ filter, top: shown, follow });
  const refresh = (): void => void queries.invalidateQueries({ queryKey: key });
  const comes = fresh > 0 && (follow || shown === 0);
  useEffect(() => {
    if (comes) void queries.invalidateQueries({ queryKey: JSON.parse(name) as unknown[] });
  }, [comes, name, queries]);
  return { key, read, fresh: comes ? 0 : fresh, refresh };
}

function NoLines({ filter }: { filter: LogFilter }): ReactElement {
  const say = { ...useMessages(words), ...useMessages(logWords) };
  const [, setFilters] = useFilters();
  const toJobs = (
    <Link to="/jobs" className={buttonClass()}>
      {say.toJobs}
    </Link>
  );
  if (Object.keys(filter).length === 0) return <Empty action={toJobs}>{say.empty}</Empty>;
  return <Empty action={<Button onClick={() => setFilters(noFilters)}>{say.clear}</Button>}>{say.emptyFilter}</Empty>;
}
