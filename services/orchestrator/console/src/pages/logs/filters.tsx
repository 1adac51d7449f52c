import { useQuery } from '@tanstack/react-query';
import { type ReactElement, useState } from 'react';
import { answerOf, api } from '../../api/client.js';
import { Button } from '../../kit/button.js';
import { Bar, Chips, Field, Input, SearchBox, Select } from '../../kit/controls.js';
import { words } from '../../kit/words.js';
import { useMessages } from '../../language/messages.js';
import { useFilters } from '../../shell/search.js';
import { instantOfLocal, type LogFilter, levels, localText } from './log-filter.js';
import styles from './logs.module.css';
import { logWords } from './words.js';

export const noFilters = {
  level: undefined,
  jobId: undefined,
  itemId: undefined,
  source: undefined,
  since: undefined,
  until: undefined,
  text: undefined,
};

/** Which lines are shown: level and text at hand, the rest behind one button. */
export function LogFilters({ filter }: { filter: LogFilter }): ReactElement {
  const say = { ...useMessages(words), ...useMessages(logWords) };
  const [, setFilters] = useFilters();
  const { level, text, ...others } = filter;
  const [more, setMore] = useState(Object.keys(others).length > 0);
  const options = [
    { value: undefined, name: say.all },
    { value: 'error,warn', name: say.problems },
    ...levels.map((value) => ({ value: value as string, name: say[value] })),
  ];
  const isFiltered = Object.keys(filter).length > 0;
  return (
    <div className={styles.filters}>
      <Bar>
        <Chips label={say.level} value={level?.join(',')} options={options} choose={(chosen) => setFilters({ level: chosen })} />
        <SearchBox value={text ?? ''} search={(sought) => setFilters({ text: sought })} label={say.find} />
        <Button kind="quiet" aria-expanded={more} onClick={() => setMore(!more)}>
          {say.moreFilters}
        </Button>
        {isFiltered ? (
          <Button kind="quiet" onClick={() => setFilters(noFilters)}>
            {say.clear}
          </Button>
        ) : null}
      </Bar>
      {more ? <MoreFilters filter={filter} /> : null}
    </div>
  );
}

function MoreFilters({ filter }: { filter: LogFilter }): ReactElement {
  const say = useMessages(logWords);
  const [, setFilters] = useFilters();
  const id = (name: 'jobId' | 'itemId', label: string): ReactElement => (
    <Field label={label}>
      <Input
        type="text"
        inputMode="numeric"
        defaultValue={filter[name] ?? ''}
        key={filter[name] ?? ''}
        onBlur={({ target }) => setFilters({ [name]: target.value })}
        onKeyDown={({ key, currentTarget }) => (key === 'Enter' ? setFilters({ [name]: currentTarget.value }) : undefined)}
      />
    </Field>
  );
  const instant = (name: 'since' | 'until', label: string): ReactElement => (
    <Field label={label}>
      <Input
        type="datetime-local"
        value={localText(filter[name])}
        onChange={({ target }) => setFilters({ [name]: instantOfLocal(target.value) })}
      />
    </Field>
  );
  return (
    <div className={styles.moreFilters}>
      {id('jobId', say.job)}
      {id('itemId', say.item)}
      <SourceFilter source={filter.source} />
      {instant('since', say.since)}
      {instant('until', say.until)}
    </div>
  );
}

function SourceFilter({ source }: { source: string | undefined }): ReactElement {
  const say = useMessages(logWords);
  const [, setFilters] = useFilters();
  const { data: names = [] } = useQuery({
    queryKey: ['sources', 'names'],
    queryFn: async ({ signal }) => (await answerOf(api.GET('/api/sources', { signal }))).items.map(({ name }) => name),
    staleTime: 60_000,
  });
  const all = source === undefined || names.includes(source) ? names : [source, ...names];
  return (
    <Field label={say.source}>
      <Select
        value={source ?? ''}
        options={[{ value: '', name: say.anySource }, ...all.map((name) => ({ value: name, name }))]}
        choose={(chosen) => setFilters({ source: chosen })}
      />
    </Field>
  );
}
