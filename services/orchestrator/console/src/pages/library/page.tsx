import { useQuery } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { Page } from '../../kit/page.js';
import { Tabs } from '../../kit/tabs.js';
import { useLanguage, useMessages } from '../../language/messages.js';
import { pageTitles } from '../../shell/page-titles.js';
import { oneOf, useFilters } from '../../shell/search.js';
import { DuplicatesView } from './duplicates-view.js';
import { FaultsView } from './faults-view.js';
import { FoldersView } from './folders-view.js';
import { libraryRead } from './library-read.js';
import { messages } from './messages.js';
import { PurgeView } from './purge-view.js';

const views = { faults: FaultsView, duplicates: DuplicatesView, upkeep: PurgeView } as const;

/** The library folders: how they are watched, what is wrong with their files, and where everything lies. */
export default function LibraryPage(): ReactElement {
  const say = useMessages(messages);
  const [filters] = useFilters();
  const view = oneOf(Object.keys(views) as (keyof typeof views)[], filters.tab);
  const library = useQuery(libraryRead);
  const View = view === undefined ? FoldersView : views[view];
  return (
    <Page title={pageTitles.library[useLanguage()]} about={say.about}>
      <Tabs
        label={say.views}
        to="/library"
        value={view}
        tabs={[
          { value: undefined, name: say.folders, count: library.data?.folders.length },
          { value: 'faults', name: say.faults, count: library.data?.faultCount },
          { value: 'duplicates', name: say.duplicates },
          { value: 'upkeep', name: say.upkeep },
        ]}
      />
      <View />
    </Page>
  );
}
