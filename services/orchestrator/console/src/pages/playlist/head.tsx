import type { ReactElement } from 'react';
import { answerOf, api } from '../../api/client.js';
import { Check, Select } from '../../kit/controls.js';
import { Cover } from '../../kit/cover.js';
import { Progress } from '../../kit/feedback.js';
import { Icon } from '../../kit/icons.js';
import { Card, Facts } from '../../kit/page.js';
import { Said } from '../../kit/said.js';
import { Badge } from '../../kit/status.js';
import { Ago } from '../../kit/time.js';
import { useNarrow } from '../../kit/use-narrow.js';
import { mirrorModeWords, ownPlatforms, poolKinds, syncIcons, syncStates, syncTones } from '../../language/catalogue-words.js';
import { wordFor } from '../../language/job-words.js';
import { useMessages } from '../../language/messages.js';
import { useFormat } from '../../language/use-format.js';
import { useAct, useReadOnlyReason } from '../../shell/session.js';
import { hasOwnName } from '../playlists/pool-facts.js';
import { messages } from './messages.js';
import styles from './playlist.module.css';
import { type Mirror, type Playlist, useMirror, usePlaylistChanged } from './use-playlist.js';

/** Cover, how far it is, and what is to be done with it. */
export function Head({ playlist }: { playlist: Playlist }): ReactElement {
  const size = useNarrow() ? 96 : 136;
  return (
    <Card>
      <div className={styles.head}>
        <Cover hash={playlist.coverHash} thumbhash={playlist.thumbhash} size={size} />
        <About playlist={playlist} />
        <Choices playlist={playlist} />
      </div>
      <Problems playlist={playlist} />
    </Card>
  );
}

function About({ playlist }: { playlist: Playlist }): ReactElement {
  const say = useMessages(messages);
  const states = useMessages(syncStates);
  const own = useMessages(ownPlatforms);
  const kinds = useMessages(poolKinds);
  const format = useFormat();
  const { platform, songCount, downloadedCount, syncStatus, lastSyncedAt, pools, playCount } = playlist;
  const places = pools.map(({ kind, name }) => (hasOwnName(name, platform) ? `${wordFor(kinds, kind)} · ${name}` : wordFor(kinds, kind)));
  return (
    <div className={styles.about}>
      <div className={styles.line}>
        <span data-data>{wordFor(own, platform)}</span>
        <Badge tone={syncTones[syncStatus] ?? 'quiet'} icon={syncIcons[syncStatus]}>
          {wordFor(states, syncStatus)}
        </Badge>
      </div>
      {downloadedCount === null || songCount === 0 ? (
        <span className="number">{say.songsN(format.number(songCount))}</span>
      ) : (
        <div className={styles.progress}>
          <span className="number">{say.downloadedOf(format.number(downloadedCount), format.number(songCount))}</span>
          <Progress done={downloadedCount} total={songCount} label={say.downloaded} />
        </div>
      )}
      <Facts
        facts={[
          [say.lastSync, lastSyncedAt === null ? say.never : <Ago key="at" at={lastSyncedAt} />],
          [
            say.foundIn,
            places.length === 0 ? undefined : (
              <span key="in" data-data>
                {format.list(places)}
              </span>
            ),
          ],
          [
            say.plays,
            playCount === 0 ? undefined : (
              <span key="plays" className="number">
                {format.number(playCount)}
              </span>
            ),
          ],
        ]}
      />
    </div>
  );
}

function Problems({ playlist: { lastError, emptySince, syncStatus, description } }: { playlist: Playlist }): ReactElement {
  const say = useMessages(messages);
  return (
    <>
      {lastError === null || syncStatus === 'synced' ? null : (
        <p className={styles.problem}>
          <Icon name="warn" size={18} />
          <span>
            {say.problem}
            {': '}
            <Said text={lastError} />
          </span>
        </p>
      )}
      {emptySince === null ? null : (
        <p className={styles.remark}>
          {say.emptySince} <Ago at={emptySince} />
        </p>
      )}
      {description ? (
        <p className={styles.remark} data-data>
          {description}
        </p>
      ) : null}
    </>
  );
}

/** Followed, and kept on the media server. */
function Choices({ playlist }: { playlist: Playlist }): ReactElement {
  const say = useMessages(messages);
  const act = useAct();
  const readOnly = useReadOnlyReason();
  const changed = usePlaylistChanged(playlist.id);
  const mirror = useMirror(playlist.id);
  const path = { id: playlist.id };
  const isOwn = playlist.platform === 'library';
  const follow = async (followed: boolean): Promise<void> => {
    await act(() => answerOf(api.PUT('/api/playlists/{id}/following', { params: { path }, body: { followed } })), {
      done: followed ? say.followed : say.unfollowed,
    });
    changed();
  };
  const keep = async (kept: boolean, mode: Mirror['mode'] | undefined, done: string): Promise<void> => {
    const body = { mirror: kept, ...(mode === undefined ? {} : { mode }) };
    await act(() => answerOf(api.PUT('/api/playlists/{id}/mirroring', { params: { path }, body })), { done });
    changed();
  };
  return (
    <div className={styles.choices}>
      <Choice
        label={say.follow}
        help={isOwn ? say.alwaysFollowed : say.followHelp}
        checked={playlist.isFollowed}
        reason={readOnly}
        disabled={isOwn}
        choose={(followed) => void follow(followed)}
      />
      <Choice
        label={say.mirrorIt}
        help={say.mirrorHelp}
        checked={playlist.mirrored}
        reason={readOnly}
        choose={(kept) => void keep(kept, undefined, kept ? say.mirrored : say.unmirrored)}
      />
      {playlist.mirrored && mirror.data ? (
        <Mode value={mirror.data.mode} disabled={readOnly !== undefined} choose={(mode) => void keep(true, mode, say.modeSaved)} />
      ) : null}
    </div>
  );
}

interface ChoiceProps {
  readonly label: string;
  readonly help: string;
  readonly checked: boolean;
  readonly reason: string | undefined;
  readonly disabled?: boolean;
  readonly choose: (checked: boolean) => void;
}

const Choice = ({ label, help, checked, reason, disabled = false, choose }: ChoiceProps): ReactElement => (
  <Check
    checked={checked}
    disabled={disabled || reason !== undefined}
    choose={choose}
    label={
      <>
        <strong>{label}</strong>
        <small className={styles.help}>{reason ?? help}</small>
      </>
    }
  />
);

function Mode({
  value,
  disabled,
  choose,
}: {
  value: Mirror['mode'];
  disabled: boolean;
  choose: (mode: Mirror['mode']) => void;
}): ReactElement {
  const say = useMessages(messages);
  const modes = useMessages(mirrorModeWords);
  const options = Object.entries(modes).map(([mode, name]) => ({ value: mode, name }));
  return (
    <div className={styles.mode}>
      <Select aria-label={say.mode} value={value} disabled={disabled} options={options} choose={(mode) => choose(mode as Mirror['mode'])} />
    </div>
  );
}
