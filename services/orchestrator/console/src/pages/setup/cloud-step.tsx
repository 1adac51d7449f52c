import { useQuery } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { answerOf, api } from '../../api/client.js';
import { Actions, buttonClass } from '../../kit/button.js';
import { Loaded } from '../../kit/feedback.js';
import { Facts } from '../../kit/page.js';
import { useMessages } from '../../language/messages.js';
import { Link } from '../../shell/link.js';
import { Keys, type StepProps } from './step-card.js';
import { setupWords } from './words.js';

export function CloudStep({ isDone, isNext, skip }: StepProps): ReactElement {
  const say = useMessages(setupWords);
  const storage = useQuery({ queryKey: ['storage'], queryFn: ({ signal }) => answerOf(api.GET('/api/storage', { signal })) });
  return (
    <>
      <p>{say.cloudWhy}</p>
      <Loaded read={storage} rows={2}>
        {({ items }) => <Buckets names={items.flatMap(({ objectStorage }) => (objectStorage === null ? [] : [objectStorage.bucket]))} />}
      </Loaded>
      <Actions>
        <Link to="/config" search={{ key: 'OBJECT_BUCKET' }} className={buttonClass(isNext ? 'main' : 'plain')}>
          {say.setCloud}
        </Link>
        {isDone ? (
          <Link to="/snapshots" className={buttonClass()}>
            {say.toSnapshots}
          </Link>
        ) : null}
        {skip}
      </Actions>
    </>
  );
}

function Buckets({ names }: { names: readonly string[] }): ReactElement {
  const say = useMessages(setupWords);
  if (names.length === 0) {
    return (
      <p>
        {say.noCloud} <Keys names={['OBJECT_BUCKET', 'OBJECT_ENDPOINT']} />
      </p>
    );
  }
  return (
    <Facts
      facts={[
        [
          say.bucket,
          <code key="names" data-data>
            {names.join(' ')}
          </code>,
        ],
      ]}
    />
  );
}
