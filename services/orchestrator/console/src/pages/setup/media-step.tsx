import { useQuery } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { answerOf, api } from '../../api/client.js';
import type { Schemas } from '../../api/types.js';
import { Actions, buttonClass } from '../../kit/button.js';
import { Loaded } from '../../kit/feedback.js';
import { Facts } from '../../kit/page.js';
import { asSaid } from '../../kit/said.js';
import { Badge } from '../../kit/status.js';
import { useMessages } from '../../language/messages.js';
import { Link } from '../../shell/link.js';
import styles from './setup.module.css';
import { Keys, type StepProps } from './step-card.js';
import { setupWords } from './words.js';

export function MediaStep({ isDone, isNext, skip }: StepProps): ReactElement {
  const say = useMessages(setupWords);
  const media = useQuery({
    queryKey: ['media-server'],
    queryFn: ({ signal }) => answerOf(api.GET('/api/media-server', { signal })),
  });
  return (
    <>
      <p>{say.mediaWhy}</p>
      <Loaded read={media} rows={2}>
        {({ servers }) => <Chosen server={servers.find(({ active }) => active)} />}
      </Loaded>
      <Actions>
        <Link to="/config" search={{ key: 'SERVER_ACTIVE' }} className={buttonClass(isNext ? 'main' : 'plain')}>
          {say.setMedia}
        </Link>
        {isDone ? (
          <Link to="/media" className={buttonClass()}>
            {say.toMedia}
          </Link>
        ) : null}
        {skip}
      </Actions>
    </>
  );
}

function Chosen({ server }: { server: Schemas['MediaServer'] | undefined }): ReactElement {
  const say = useMessages(setupWords);
  if (server === undefined) {
    return (
      <p>
        {say.noMedia} <Keys names={['SERVER_ACTIVE']} />
      </p>
    );
  }
  const { type, name, reachable, detail } = server;
  const state = reachable === null ? say.unchecked : reachable ? say.reachable : say.unreachable;
  return (
    <>
      <Facts
        facts={[
          [
            say.mediaNow,
            <span key="now" className={styles.inLine}>
              <span data-data>{name ?? type}</span>
              <Badge tone={reachable === null ? 'quiet' : reachable ? 'ok' : 'bad'}>{state}</Badge>
            </span>,
          ],
        ]}
      />
      {detail === null ? null : <p {...asSaid}>{detail}</p>}
    </>
  );
}
