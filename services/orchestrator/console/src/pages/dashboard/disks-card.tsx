import type { ReactElement } from 'react';
import { Card, Note } from '../../kit/page.js';
import { Badge } from '../../kit/status.js';
import { useMessages } from '../../language/messages.js';
import { useFormat } from '../../language/use-format.js';
import type { Standing } from '../../live/use-standing.js';
import styles from './dashboard.module.css';
import { dashboardWords } from './words.js';

type Volume = Standing['volumes'][number];

/** Room on each device that something of ours is on. */
export function DisksCard({ volumes }: Pick<Standing, 'volumes'>): ReactElement {
  const say = useMessages(dashboardWords);
  return (
    <Card title={say.disks} id="disks">
      {volumes.length === 0 ? <Note>{say.noDisks}</Note> : null}
      <ul className={styles.disks}>
        {volumes.map((volume) => (
          <Disk key={volume.path} volume={volume} />
        ))}
      </ul>
    </Card>
  );
}

function Disk({ volume: { path, totalBytes, freeBytes, keepFreeBytes, full, uses } }: { volume: Volume }): ReactElement {
  const say = useMessages(dashboardWords);
  const format = useFormat();
  const used = Math.max(0, totalBytes - freeBytes);
  return (
    <li>
      <div className={styles.rowHead}>
        <code data-data>{path}</code>
        {full ? <Badge tone="bad">{say.full}</Badge> : null}
      </div>
      <div className={styles.room} data-full={full}>
        <i style={{ width: `${totalBytes === 0 ? 0 : (100 * used) / totalBytes}%` }} />
      </div>
      <p className="number">{say.freeOf(format.bytes(freeBytes), format.bytes(totalBytes))}</p>
      <Note>{format.list(uses.map((use) => say[use]))}</Note>
      <Note>{say.keepFree(format.bytes(keepFreeBytes))}</Note>
    </li>
  );
}
