import { useQuery } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { Page } from '../../kit/page.js';
import { Tabs } from '../../kit/tabs.js';
import { useLanguage, useMessages } from '../../language/messages.js';
import { useFormat } from '../../language/use-format.js';
import { Link } from '../../shell/link.js';
import { pageTitles } from '../../shell/page-titles.js';
import { oneOf, useFilters } from '../../shell/search.js';
import { messages } from './messages.js';
import { OrderView } from './order-view.js';
import { QuarantineView } from './quarantine-view.js';
import styles from './ranking.module.css';
import { isSilent } from './source-state.js';
import { sourcesRead } from './sources-read.js';
import { SourcesView } from './sources-view.js';

const views = ['sources', 'quarantine'] as const;

/** Where songs are looked for, in which order, and how each source does. */
export default function RankingPage(): ReactElement {
  const say = useMessages(messages);
  const [filters] = useFilters();
  const view = oneOf(views, filters.tab);
  const sources = useQuery(sourcesRead);
  const ready = sources.data?.items.filter(({ configured }) => configured);
  return (
    <Page title={pageTitles.ranking[useLanguage()]} about={say.about}>
      <Tabs
        label={say.views}
        to="/ranking"
        value={view}
        tabs={[
          { value: undefined, name: say.order },
          { value: 'sources', name: say.sources, count: ready?.length },
          { value: 'quarantine', name: say.quarantine },
        ]}
      />
      {view === undefined ? <Silent count={ready?.filter(isSilent).length ?? 0} /> : null}
      {view === 'sources' ? <SourcesView /> : view === 'quarantine' ? <QuarantineView /> : <OrderView />}
    </Page>
  );
}

/** So that an order which looks wrong explains itself. */
function Silent({ count }: { count: number }): ReactElement | null {
  const say = useMessages(messages);
  const format = useFormat();
  if (count === 0) return null;
  return (
    <p className={styles.silent} role="status">
      {say.troubled(format.number(count))}{' '}
      <Link to="/ranking" search={{ tab: 'sources' }}>
        {say.toSources}
      </Link>
    </p>
  );
}
