import type { ReactElement } from 'react';
import { buttonClass } from '../../kit/button.js';
import { Empty } from '../../kit/feedback.js';
import { Card, Facts } from '../../kit/page.js';
import { Ago } from '../../kit/time.js';
import { useMessages } from '../../language/messages.js';
import { useFormat } from '../../language/use-format.js';
import type { Standing } from '../../live/use-standing.js';
import { Link } from '../../shell/link.js';
import styles from './dashboard.module.css';
import { dashboardWords } from './words.js';

/** How old what others are served is. */
export function SnapshotCard({ snapshot }: Pick<Standing, 'snapshot'>): ReactElement {
  const say = useMessages(dashboardWords);
  const format = useFormat();
  if (snapshot === null) {
    return (
      <Card title={say.snapshot}>
        <div className={styles.inCard}>
          <Empty
            action={
              <Link to="/snapshots" className={buttonClass()}>
                {say.toSnapshots}
              </Link>
            }
          >
            {say.noSnapshot}
          </Empty>
        </div>
      </Card>
    );
  }
  return (
    <Card title={say.snapshot} actions={<Link to="/snapshots">{say.allSnapshots}</Link>}>
      <Facts
        facts={[
          [say.published, <Ago key="at" at={snapshot.generatedAt} />],
          [
            say.tracks,
            <span key="tracks" className="number">
              {format.number(snapshot.trackCount)}
            </span>,
          ],
        ]}
      />
    </Card>
  );
}
