import { useQuery } from '@tanstack/react-query';
import { type ReactElement, useState } from 'react';
import type { Schemas } from '../../api/types.js';
import { buttonClass } from '../../kit/button.js';
import { Empty, Loaded } from '../../kit/feedback.js';
import { Card, Columns } from '../../kit/page.js';
import { useMessages } from '../../language/messages.js';
import { Link } from '../../shell/link.js';
import { useFilters } from '../../shell/search.js';
import { Decisions } from './decisions.js';
import { EvidenceDialog } from './evidence-dialog.js';
import { FirstAsked } from './first-asked.js';
import { type Cell, HeatMap } from './heat-map.js';
import { messages } from './messages.js';
import { matrixRead } from './use-origins.js';
import { WhatIf } from './what-if.js';

/** Who is asked in which order, and why. */
export function OrderView(): ReactElement {
  const matrix = useQuery(matrixRead);
  return (
    <Loaded read={matrix} rows={8}>
      {(data) => (data.origins.length === 0 ? <Nothing hasSources={data.sources.length > 0} /> : <Order matrix={data} />)}
    </Loaded>
  );
}

function Nothing({ hasSources }: { hasSources: boolean }): ReactElement {
  const say = useMessages(messages);
  const [to, name, why] = hasSources
    ? (['/jobs', say.toJobs, say.nothingLearned] as const)
    : (['/config', say.toConfig, say.noSources] as const);
  return (
    <Card flush>
      <Empty
        action={
          <Link to={to} className={buttonClass('main')}>
            {name}
          </Link>
        }
      >
        {why}
      </Empty>
    </Card>
  );
}

function Order({ matrix }: { matrix: Schemas['RankingMatrix'] }): ReactElement {
  const [filters, change] = useFilters();
  const origin = matrix.origins.find((one) => one === filters.origin) ?? matrix.origins[0] ?? '';
  const [open, setOpen] = useState<Cell>();
  return (
    <>
      <FirstAsked matrix={matrix} origin={origin} />
      <HeatMap matrix={matrix} origin={origin} choose={(one) => change({ origin: one })} open={setOpen} />
      <Columns>
        <WhatIf key={origin} origin={origin} />
        <Decisions origin={origin} />
      </Columns>
      <EvidenceDialog cell={open} close={() => setOpen(undefined)} />
    </>
  );
}
