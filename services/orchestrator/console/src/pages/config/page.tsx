import type { ReactElement } from 'react';
import { Loaded } from '../../kit/feedback.js';
import { Page } from '../../kit/page.js';
import { Tabs } from '../../kit/tabs.js';
import { useLanguage, useMessages } from '../../language/messages.js';
import { pageTitles } from '../../shell/page-titles.js';
import { oneOf, useFilters } from '../../shell/search.js';
import { useReadOnlyReason } from '../../shell/session.js';
import { DraftBar } from './draft-bar.js';
import { InForce } from './in-force.js';
import { RevisionList } from './revision-list.js';
import { SettingWordsContext, useLoadedWords } from './setting-words.js';
import { SettingsForm } from './settings-form.js';
import { TextEditor } from './text-editor.js';
import { TrialNote } from './trial-note.js';
import { type Configuration, useChecked, useConfiguration } from './use-configuration.js';
import { useDraft } from './use-draft.js';
import { configWords } from './words.js';

const tabs = ['form', 'text', 'revisions'] as const;

/** The settings of the installation: what holds, what may be changed, what was. */
export default function ConfigPage(): ReactElement {
  const say = useMessages(configWords);
  const read = useConfiguration();
  const { words, isLoading } = useLoadedWords();
  return (
    <Page title={pageTitles.config[useLanguage()]} about={say.about}>
      <SettingWordsContext value={words}>
        <TrialNote />
        <Loaded read={isLoading ? { ...read, data: undefined } : read} rows={10}>
          {(configuration) => <Settings configuration={configuration} />}
        </Loaded>
      </SettingWordsContext>
    </Page>
  );
}

function Settings({ configuration }: { configuration: Configuration }): ReactElement {
  const say = useMessages(configWords);
  const [filters] = useFilters();
  const readOnly = useReadOnlyReason();
  const draft = useDraft(configuration.contentText);
  const { checked, isChecking } = useChecked(draft.text, readOnly === undefined);
  const tab = oneOf(tabs, filters.tab) ?? 'form';
  const options = tabs.map((value) => ({ value: value === 'form' ? undefined : value, name: say[value] }));
  return (
    <>
      <InForce configuration={configuration} />
      <Tabs label={say.tabs} to="/config" value={tab === 'form' ? undefined : tab} tabs={options} />
      {tab === 'form' ? <SettingsForm configuration={configuration} draft={draft} problems={checked?.problems ?? []} /> : null}
      {tab === 'text' ? <TextEditor file={configuration.contentText} draft={draft} checked={checked} isChecking={isChecking} /> : null}
      {tab === 'revisions' ? <RevisionList draft={draft} /> : null}
      {draft.isChanged ? <DraftBar file={configuration.contentText} draft={draft} checked={checked} /> : null}
    </>
  );
}
