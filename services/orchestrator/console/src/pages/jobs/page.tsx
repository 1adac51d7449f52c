import { type ReactElement, useState } from 'react';
import { Button } from '../../kit/button.js';
import { Page } from '../../kit/page.js';
import { Tabs } from '../../kit/tabs.js';
import { useLanguage, useMessages } from '../../language/messages.js';
import { pageTitles } from '../../shell/page-titles.js';
import { useFilters } from '../../shell/search.js';
import { useReadOnlyReason } from '../../shell/session.js';
import { messages } from './messages.js';
import { Queue } from './queue.js';
import { Schedules } from './schedules.js';
import { StartSheet } from './start-sheet.js';

export default function JobsPage(): ReactElement {
  const say = useMessages(messages);
  const readOnly = useReadOnlyReason();
  const [{ tab, start: asked, sources, downloadSources }, change] = useFilters();
  const [open, setOpen] = useState(asked !== undefined);
  const start = (
    <Button kind="main" icon="add" reason={readOnly} onClick={() => setOpen(true)}>
      {say.start}
    </Button>
  );
  const close = (): void => {
    setOpen(false);
    if (asked !== undefined) change({ start: undefined, sources: undefined, downloadSources: undefined });
  };
  return (
    <Page title={pageTitles.jobs[useLanguage()]} actions={start}>
      <Tabs
        label={say.parts}
        to="/jobs"
        value={tab}
        tabs={[
          { value: undefined, name: say.queue },
          { value: 'schedules', name: say.schedules },
        ]}
      />
      {tab === 'schedules' ? <Schedules /> : <Queue start={() => setOpen(true)} />}
      <StartSheet open={open} first={{ start: asked, sources, downloadSources }} close={close} />
    </Page>
  );
}
