import { useQuery } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { answerOf, api } from '../../api/client.js';
import { buttonClass } from '../../kit/button.js';
import { Empty, Loaded } from '../../kit/feedback.js';
import { Icon } from '../../kit/icons.js';
import { Card, Columns, Facts } from '../../kit/page.js';
import { Said } from '../../kit/said.js';
import { Ago } from '../../kit/time.js';
import { mirrorModeWords } from '../../language/catalogue-words.js';
import { wordFor } from '../../language/job-words.js';
import { useMessages } from '../../language/messages.js';
import { useFormat } from '../../language/use-format.js';
import { Link } from '../../shell/link.js';
import { messages, mirrorMessages, mirrorReasons } from './messages.js';
import { MirrorPreview } from './mirror-preview.js';
import styles from './playlist.module.css';
import { type Mirror, type Playlist, useMirror } from './use-playlist.js';

/** The playlist on the media server: how it stands there, and what would change. */
export function MirrorPart({ playlist }: { playlist: Playlist }): ReactElement {
  const say = useMessages(mirrorMessages);
  const mirror = useMirror(playlist.id);
  const servers = useQuery({
    queryKey: ['media-server'],
    queryFn: ({ signal }) => answerOf(api.GET('/api/media-server', { signal })),
    staleTime: 30_000,
  });
  return (
    <Loaded read={servers}>
      {({ active }) =>
        active === null ? (
          <Card>
            <Empty
              action={
                <Link to="/media" className={buttonClass('main')}>
                  {say.chooseServer}
                </Link>
              }
            >
              {say.noServer}
            </Empty>
          </Card>
        ) : (
          <Columns>
            <Card title={say.state}>
              <Loaded read={mirror}>{(data) => <Standing mirror={data} playlist={playlist} />}</Loaded>
            </Card>
            <MirrorPreview playlist={playlist} />
          </Columns>
        )
      }
    </Loaded>
  );
}

function Standing({ mirror, playlist }: { mirror: Mirror | null; playlist: Playlist }): ReactElement {
  const say = { ...useMessages(messages), ...useMessages(mirrorMessages) };
  const modes = useMessages(mirrorModeWords);
  const reasons = useMessages(mirrorReasons);
  const format = useFormat();
  if (mirror === null) return <p className={styles.muted}>{say.never}</p>;
  const { mirroredAt, songCount, unmatchedCount, withoutFileCount, lastError, mode, reason } = mirror;
  const lacking = unmatchedCount + withoutFileCount;
  return (
    <>
      {lastError === null ? null : (
        <p className={styles.problem}>
          <Icon name="warn" size={18} />
          <span>
            {say.problem}
            {': '}
            <Said text={lastError} />
          </span>
        </p>
      )}
      <Facts
        facts={[
          [say.why, wordFor(reasons, reason)],
          [say.mode, playlist.mirrored ? wordFor(modes, mode) : undefined],
          [say.lastTime, mirroredAt === null ? say.never : <Ago key="at" at={mirroredAt} />],
          [
            say.songsThen,
            mirroredAt === null ? undefined : (
              <span key="n" className="number">
                {format.number(songCount)}
              </span>
            ),
          ],
          [say.lacking, lacking === 0 ? undefined : say.lackingWhat(format.number(unmatchedCount), format.number(withoutFileCount))],
        ]}
      />
    </>
  );
}
