import type { ReactElement } from 'react';
import { buttonClass } from '../../kit/button.js';
import { Icon } from '../../kit/icons.js';
import { Page } from '../../kit/page.js';
import { useLanguage, useMessages } from '../../language/messages.js';
import { pageTitles } from '../../shell/page-titles.js';
import { useFilters } from '../../shell/search.js';
import { LogClusters } from './clusters.js';
import { downloadOf, filterOf } from './log-filter.js';
import { LogLines } from './log-lines.js';
import { logWords } from './words.js';

/** What jobs wrote: what went wrong first, then every line. */
export default function LogsPage(): ReactElement {
  const say = useMessages(logWords);
  const [search] = useFilters();
  const filter = filterOf(search);
  const download = (
    <a className={buttonClass()} href={downloadOf(filter)} download="catalogsync-logs.txt">
      <Icon name="download" />
      {say.download}
    </a>
  );
  return (
    <Page title={pageTitles.logs[useLanguage()]} about={say.about} actions={download}>
      <LogClusters />
      <LogLines filter={filter} />
    </Page>
  );
}
