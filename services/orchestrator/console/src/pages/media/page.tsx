import { useQuery } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { answerOf, api } from '../../api/client.js';
import { Loaded } from '../../kit/feedback.js';
import { Page } from '../../kit/page.js';
import { useLanguage, useMessages } from '../../language/messages.js';
import { pageTitles } from '../../shell/page-titles.js';
import { ChooseServer } from './choose-server.js';
import { messages } from './messages.js';
import { Mirrors } from './mirrors.js';
import { ServerCard } from './server-card.js';

export default function MediaPage(): ReactElement {
  const say = useMessages(messages);
  const read = useQuery({
    queryKey: ['media-server'],
    queryFn: ({ signal }) => answerOf(api.GET('/api/media-server', { signal })),
  });
  return (
    <Page title={pageTitles.media[useLanguage()]} about={say.about}>
      <Loaded read={read} rows={6}>
        {({ active, servers }) => {
          const server = servers.find(({ type }) => type === active);
          return (
            <>
              {server === undefined ? <ChooseServer types={servers.map(({ type }) => type)} /> : <ServerCard server={server} />}
              <Mirrors hasServer={server?.reachable === true} />
            </>
          );
        }}
      </Loaded>
    </Page>
  );
}
