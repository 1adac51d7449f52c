import { type ReactElement, useEffect, useMemo } from 'react';
import { Button } from '../../kit/button.js';
import { Bar, Check, Chips, SearchBox } from '../../kit/controls.js';
import { Empty } from '../../kit/feedback.js';
import { Card } from '../../kit/page.js';
import { words } from '../../kit/words.js';
import { useMessages, type Worded } from '../../language/messages.js';
import { useFilters } from '../../shell/search.js';
import { useReadOnlyReason } from '../../shell/session.js';
import styles from './config.module.css';
import { valuesIn } from './env-text.js';
import { groupsOf, groupWords } from './setting-groups.js';
import { SettingRow } from './setting-row.js';
import { useSettingWords } from './setting-words.js';
import type { Configuration, SettingsProblem } from './use-configuration.js';
import type { Draft } from './use-draft.js';
import { configWords } from './words.js';

interface SettingsFormProps {
  readonly configuration: Configuration;
  readonly draft: Draft;
  readonly problems: readonly SettingsProblem[];
}

const wordOf = (say: Worded<typeof groupWords>, name: string): string => (say as Readonly<Record<string, string>>)[name] ?? name;

/** Every setting by group, to be found and changed one by one. */
export function SettingsForm({ configuration: { settings, contentText }, draft, problems }: SettingsFormProps): ReactElement {
  const say = { ...useMessages(words), ...useMessages(configWords) };
  const groupNames = useMessages(groupWords);
  const { help } = useSettingWords();
  const [filters, setFilters] = useFilters();
  const readOnly = useReadOnlyReason();
  const [inFile, inDraft] = [useMemo(() => valuesIn(contentText), [contentText]), useMemo(() => valuesIn(draft.text), [draft.text])];
  useMarked(filters.key);
  const isChanged = (key: string): boolean => inFile.get(key) !== inDraft.get(key);
  const groups = groupsOf(settings, {
    text: filters.q ?? '',
    group: filters.group,
    onlySet: filters.set === 'yes',
    isChanged,
    helpOf: help,
  });
  return (
    <>
      <FilterBar names={[...new Set(settings.map(({ group }) => group))]} />
      {groups.length > 0 ? null : (
        <Empty action={<Button onClick={() => setFilters({ q: undefined, group: undefined, set: undefined })}>{say.clear}</Button>}>
          {say.nothingFound}
        </Empty>
      )}
      {groups.map((group) => (
        <Card key={group.name} title={wordOf(groupNames, group.name)} flush>
          <ul className={styles.settings}>
            {group.settings.map((setting) => (
              <SettingRow
                key={setting.key}
                setting={setting}
                value={inDraft.get(setting.key)}
                isChanged={isChanged(setting.key)}
                isMarked={filters.key === setting.key}
                problem={problems.find(({ key }) => key === setting.key)?.message}
                readOnly={readOnly}
                write={draft.write}
              />
            ))}
          </ul>
        </Card>
      ))}
    </>
  );
}

function FilterBar({ names }: { names: readonly string[] }): ReactElement {
  const say = { ...useMessages(words), ...useMessages(configWords) };
  const groupNames = useMessages(groupWords);
  const [filters, setFilters] = useFilters();
  const options = [{ value: undefined, name: say.all }, ...names.map((value) => ({ value, name: wordOf(groupNames, value) }))];
  return (
    <>
      <Bar>
        <SearchBox value={filters.q ?? ''} search={(q) => setFilters({ q })} label={say.find} />
        <Check label={say.onlySet} checked={filters.set === 'yes'} choose={(only) => setFilters({ set: only ? 'yes' : undefined })} />
      </Bar>
      <Chips label={say.groups} value={filters.group} options={options} choose={(group) => setFilters({ group })} />
    </>
  );
}

/** Links to one setting, `?key=NAME`, show it in the middle of the page. */
function useMarked(key: string | undefined): void {
  useEffect(() => {
    if (key !== undefined) document.getElementById(`setting-${key}`)?.scrollIntoView({ block: 'center' });
  }, [key]);
}
