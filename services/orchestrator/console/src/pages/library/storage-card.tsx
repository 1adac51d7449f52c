import { useQuery } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { answerOf, api } from '../../api/client.js';
import type { Schemas } from '../../api/types.js';
import { Empty, Loaded } from '../../kit/feedback.js';
import { Card, Note } from '../../kit/page.js';
import { Badge } from '../../kit/status.js';
import { useMessages } from '../../language/messages.js';
import styles from './library.module.css';
import { messages } from './messages.js';

/** The places with files of the catalogue. */
export function StorageCard(): ReactElement {
  const say = useMessages(messages);
  const storage = useQuery({ queryKey: ['storage'], queryFn: ({ signal }) => answerOf(api.GET('/api/storage', { signal })) });
  return (
    <Card title={say.storage}>
      <Loaded read={storage} rows={3}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty>{say.noStorage}</Empty>
          ) : (
            <div className={styles.parts}>
              <Note>{say.storageAbout}</Note>
              <ul className={styles.volumes}>
                {items.map((backend) => (
                  <BackendRow key={backend.name} backend={backend} />
                ))}
              </ul>
            </div>
          )
        }
      </Loaded>
    </Card>
  );
}

function placeOf({ basePath, objectStorage }: Schemas['StorageBackend']): string {
  if (objectStorage === null) return basePath ?? '';
  const { endpoint, bucket, prefix } = objectStorage;
  return [endpoint.replace(/\/$/, ''), bucket, prefix].filter(Boolean).join('/');
}

function BackendRow({ backend }: { backend: Schemas['StorageBackend'] }): ReactElement {
  const say = useMessages(messages);
  const publicUrl = backend.objectStorage?.publicBaseUrl ?? null;
  return (
    <li>
      <div className={styles.volumeHead}>
        <strong data-data>{backend.name}</strong>
        <span>{say[backend.type]}</span>
        {publicUrl === null ? null : (
          <Badge tone="active" icon="link">
            {say.isPublic}
          </Badge>
        )}
      </div>
      <code className={styles.path} data-data>
        {placeOf(backend)}
      </code>
    </li>
  );
}
