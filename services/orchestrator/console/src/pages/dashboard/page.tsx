import { lazy, type ReactElement, Suspense } from 'react';
import { Loaded, Skeleton } from '../../kit/feedback.js';
import { Page } from '../../kit/page.js';
import { useLanguage, useMessages } from '../../language/messages.js';
import { type Standing, useStanding } from '../../live/use-standing.js';
import { Link } from '../../shell/link.js';
import { pageTitles } from '../../shell/page-titles.js';
import { Cells } from './cells.js';
import { SetupLead } from './setup-lead.js';
import { VerdictCard } from './verdict-card.js';
import { dashboardWords } from './words.js';

// After what is seen first: tables, dialogs and the chart weigh as much as all before them.
const Rest = lazy(() => import('./rest.js'));

/** Is it healthy, what is it doing, what needs me? */
export default function DashboardPage(): ReactElement {
  const say = useMessages(dashboardWords);
  const standing = useStanding();
  return (
    <Page title={pageTitles.dashboard[useLanguage()]} actions={<Link to="/setup">{say.setupGuide}</Link>}>
      <Loaded read={standing} rows={8}>
        {(data) => <Overview standing={data} />}
      </Loaded>
    </Page>
  );
}

const Overview = ({ standing }: { standing: Standing }): ReactElement => (
  <>
    <VerdictCard verdict={standing.verdict} jobs={standing.jobs} />
    <SetupLead setup={standing.setup} jobs={standing.jobs} />
    <Cells standing={standing} />
    <Suspense fallback={<Skeleton rows={8} />}>
      <Rest standing={standing} />
    </Suspense>
  </>
);
