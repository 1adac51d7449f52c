import { useQuery } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { answerOf, api } from '../../api/client.js';
import type { Schemas } from '../../api/types.js';
import { Loaded } from '../../kit/feedback.js';
import { Card } from '../../kit/page.js';
import { Badge } from '../../kit/status.js';
import { useMessages } from '../../language/messages.js';
import { useFormat } from '../../language/use-format.js';
import styles from './library.module.css';
import { messages } from './messages.js';

/** The disks, what lies there and how much room is left. */
export function VolumesCard(): ReactElement {
  const say = useMessages(messages);
  const volumes = useQuery({
    queryKey: ['volumes'],
    queryFn: ({ signal }) => answerOf(api.GET('/api/volumes', { signal })),
    refetchInterval: 30_000,
  });
  return (
    <Card title={say.volumes}>
      <Loaded read={volumes} rows={3}>
        {({ items }) => (
          <ul className={styles.volumes}>
            {items.map((volume) => (
              <VolumeRow key={volume.path} volume={volume} />
            ))}
          </ul>
        )}
      </Loaded>
    </Card>
  );
}

function VolumeRow({ volume }: { volume: Schemas['Volume'] }): ReactElement {
  const say = useMessages(messages);
  const format = useFormat();
  const { path, totalBytes, freeBytes, keepFreeBytes, full, uses } = volume;
  const used = totalBytes === 0 ? 0 : 1 - freeBytes / totalBytes;
  return (
    <li>
      <div className={styles.volumeHead}>
        <code data-data>{path}</code>
        {full ? <Badge tone="bad">{say.full}</Badge> : null}
        <span className="number">{say.freeOf(format.bytes(freeBytes), format.bytes(totalBytes))}</span>
      </div>
      <div className={styles.meter} data-full={full} role="img" aria-label={say.used(format.share(used))}>
        <i style={{ width: `${100 * used}%` }} />
      </div>
      <small>
        {format.list(uses.map((use) => say[use]))}
        {keepFreeBytes === 0 ? '' : ` · ${say.keepFree(format.bytes(keepFreeBytes))}`}
      </small>
    </li>
  );
}
