import { useQuery } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { Dialog } from '../../kit/dialog.js';
import { Loaded } from '../../kit/feedback.js';
import { Facts, Note } from '../../kit/page.js';
import { Ago } from '../../kit/time.js';
import { useMessages } from '../../language/messages.js';
import { useFormat } from '../../language/use-format.js';
import { rankingRead } from './first-asked.js';
import type { Cell } from './heat-map.js';
import { messages } from './messages.js';
import { OrderList } from './order-list.js';
import styles from './ranking.module.css';
import { sourcesRead } from './sources-read.js';

/** What a cell of the heat map rests on, and the order that follows. */
export function EvidenceDialog({ cell, close }: { cell: Cell | undefined; close: () => void }): ReactElement {
  const say = useMessages(messages);
  const title = cell === undefined ? say.evidence : <span data-data>{say.cellName(cell.source, cell.origin)}</span>;
  return (
    <Dialog open={cell !== undefined} close={close} title={title}>
      {cell === undefined ? null : <Evidence cell={cell} />}
    </Dialog>
  );
}

function Evidence({ cell }: { cell: Cell }): ReactElement {
  const say = useMessages(messages);
  const ranking = useQuery(rankingRead(cell.origin));
  return (
    <div className={styles.evidence}>
      <Figures cell={cell} />
      <Loaded read={ranking} rows={3}>
        {({ order }) => <OrderList title={say.orderNow} order={order} marked={cell.source} />}
      </Loaded>
    </div>
  );
}

function Figures({ cell }: { cell: Cell }): ReactElement {
  const say = useMessages(messages);
  const format = useFormat();
  const sources = useQuery(sourcesRead);
  const lastSuccessAt = sources.data?.items.find(({ name }) => name === cell.source)?.lastSuccessAt ?? null;
  if (cell.attempts === 0) return <Note>{say.neverTried}</Note>;
  return (
    <div className={styles.figures}>
      <p className={styles.figure}>
        {format.share(cell.rate)}
        <span>
          {say.chance}
          <br />
          {say.between(format.share(cell.low), format.share(cell.high))}
        </span>
      </p>
      <Facts
        facts={[
          [say.attempts, format.number(cell.attempts)],
          [say.found, format.number(cell.found)],
          [say.faults, format.number(cell.faults)],
          [say.verified, format.number(cell.verified)],
          [say.refuted, format.number(cell.refuted)],
          [say.meanCost, cell.meanCostMs === null ? undefined : format.duration(cell.meanCostMs)],
          [say.lastSuccess, lastSuccessAt === null ? undefined : <Ago key="last" at={lastSuccessAt} />],
        ]}
      />
    </div>
  );
}
