import type { ReactElement } from 'react';
import { answerOf, api } from '../../api/client.js';
import type { Schemas } from '../../api/types.js';
import { buttonClass } from '../../kit/button.js';
import { Empty } from '../../kit/feedback.js';
import { KeysetList } from '../../kit/keyset-list.js';
import { Card } from '../../kit/page.js';
import { withoutTurns } from '../../kit/plain-text.js';
import { asSaid } from '../../kit/said.js';
import { Badge } from '../../kit/status.js';
import { Ago } from '../../kit/time.js';
import { useNarrow } from '../../kit/use-narrow.js';
import { mirrorModeWords, ownPlatforms } from '../../language/catalogue-words.js';
import { wordFor } from '../../language/job-words.js';
import { useMessages } from '../../language/messages.js';
import { useFormat } from '../../language/use-format.js';
import { Link } from '../../shell/link.js';
import styles from './media.module.css';
import { messages } from './messages.js';

type Mirror = Schemas['Mirror'];

const rowHeight = { wide: 56, narrow: 84 } as const;

/** The playlists that are kept on the server, were there, or were decided about. `hasServer`: one is chosen and answers. */
export function Mirrors({ hasServer }: { hasServer: boolean }): ReactElement {
  const say = useMessages(messages);
  const isNarrow = useNarrow();
  return (
    <Card title={say.mirrors} flush>
      <KeysetList<Mirror>
        queryKey={['mirrors']}
        read={(cursor, limit, signal) => answerOf(api.GET('/api/mirrors', { params: { query: { limit, cursor } }, signal }))}
        rowHeight={isNarrow ? rowHeight.narrow : rowHeight.wide}
        row={(mirror) => <MirrorRow mirror={mirror} hasServer={hasServer} />}
        empty={
          <Empty
            action={
              <Link to="/playlists" className={buttonClass()}>
                {say.toPlaylists}
              </Link>
            }
          >
            {say.noMirrors}
          </Empty>
        }
        label={say.mirrors}
      />
    </Card>
  );
}

function MirrorRow({ mirror, hasServer }: { mirror: Mirror; hasServer: boolean }): ReactElement {
  const own = useMessages(ownPlatforms);
  const modes = useMessages(mirrorModeWords);
  const { playlistId, name, platform, mode, mirrored, lastError } = mirror;
  return (
    <div className={styles.row}>
      <div className={styles.name}>
        <Link to={`/playlists/${playlistId}`} search={{ tab: 'mirror' }} data-data>
          {withoutTurns(name)}
        </Link>
        <small>
          {lastError === null ? (
            <>
              <span data-data>{wordFor(own, platform)}</span>
              {mirrored ? ` · ${wordFor(modes, mode)}` : null}
            </>
          ) : (
            <span className={styles.bad} title={lastError} {...asSaid}>
              {lastError}
            </span>
          )}
        </small>
      </div>
      <Songs mirror={mirror} />
      <span className={styles.state}>
        <MirrorState mirror={mirror} hasServer={hasServer} />
      </span>
      <span className={styles.time}>{mirror.mirroredAt === null ? null : <Ago at={mirror.mirroredAt} />}</span>
    </div>
  );
}

function Songs({ mirror: { mirroredAt, songCount, unmatchedCount, withoutFileCount } }: { mirror: Mirror }): ReactElement {
  const say = useMessages(messages);
  const format = useFormat();
  const lacking = unmatchedCount + withoutFileCount;
  if (mirroredAt === null) return <span className={styles.songs} />;
  return (
    <span className={`${styles.songs} number`}>
      {say.songsN(format.number(songCount))}
      {lacking === 0 ? null : ` · ${say.lackN(format.number(lacking))}`}
    </span>
  );
}

function MirrorState({ mirror, hasServer }: { mirror: Mirror; hasServer: boolean }): ReactElement {
  const say = useMessages(messages);
  if (!mirror.mirrored) {
    return (
      <Badge tone="quiet" icon="pause">
        {say.notMirrored}
      </Badge>
    );
  }
  if (mirror.lastError !== null) return <Badge tone="bad">{say.failed}</Badge>;
  if (!hasServer || mirror.mirroredAt === null) return <Badge tone="quiet">{hasServer ? say.waiting : say.noServer}</Badge>;
  return (
    <Badge tone="quiet" icon="ok">
      {say.mirrored}
    </Badge>
  );
}
