import type { ReactElement } from 'react';
import { Card, Facts, Note } from '../../kit/page.js';
import { withoutTurns } from '../../kit/plain-text.js';
import { asSaid } from '../../kit/said.js';
import { Badge } from '../../kit/status.js';
import { Ago } from '../../kit/time.js';
import { ownPlatforms } from '../../language/catalogue-words.js';
import { itemStates, itemTones, wordFor } from '../../language/job-words.js';
import { useMessages } from '../../language/messages.js';
import { useFormat } from '../../language/use-format.js';
import { Link } from '../../shell/link.js';
import { RowName } from '../songs/song-name.js';
import { messages } from './messages.js';
import type { Story } from './runs.js';
import styles from './song.module.css';
import type { SongDetail } from './use-song.js';

/** What else is known of the song: where it is from, which playlists hold it, what it is linked with, who worked on it. */
export const Beside = ({ song, story }: { song: SongDetail; story: Story | undefined }): ReactElement => (
  <>
    <About song={song} />
    <Playlists song={song} />
    <Links song={song} />
    {story === undefined ? null : <Items items={story.items} />}
  </>
);

function About({ song: { platform, remoteId, isrc } }: { song: SongDetail }): ReactElement {
  const say = useMessages(messages);
  const code = (text: string): ReactElement => (
    <code key="code" data-data>
      {text}
    </code>
  );
  const own = useMessages(ownPlatforms);
  return (
    <Card title={say.about}>
      <Facts
        facts={[
          [say.platform, wordFor(own, platform)],
          [say.remoteId, code(remoteId)],
          [say.isrc, isrc === null ? undefined : code(isrc)],
        ]}
      />
    </Card>
  );
}

function Playlists({ song: { playlists } }: { song: SongDetail }): ReactElement {
  const say = useMessages(messages);
  const format = useFormat();
  return (
    <Card title={say.playlists}>
      {playlists.length === 0 ? <Note>{say.noPlaylists}</Note> : null}
      <ul className={styles.rows}>
        {playlists.map(({ id, name, platform, position }) => (
          <li key={id}>
            <Link to={`/playlists/${id}`}>
              <RowName text={name} />
            </Link>
            <small>
              <span data-data>{platform}</span> · <span className="number">{say.position(format.number(position))}</span>
            </small>
          </li>
        ))}
      </ul>
    </Card>
  );
}

function Links({ song: { links } }: { song: SongDetail }): ReactElement {
  const say = useMessages(messages);
  return (
    <Card title={say.links}>
      {links.length === 0 ? <Note>{say.noLinks}</Note> : null}
      <ul className={styles.rows}>
        {links.map(({ id, name, platform, singers, linked, decision, decidedBy }) => (
          <li key={id}>
            <Link to={`/songs/${id}`}>
              <RowName text={name} />
            </Link>
            <small>
              <span data-data>{withoutTurns([platform, singers?.slice(0, 60)].filter(Boolean).join(' · '))}</span>
              {decision === undefined && linked ? null : ` · ${decision === 'different' || !linked ? say.different : say.same}`}
              {decidedBy === undefined ? null : ` · ${say.decidedBy(decidedBy)}`}
            </small>
          </li>
        ))}
      </ul>
    </Card>
  );
}

function Items({ items }: { items: Story['items'] }): ReactElement {
  const say = useMessages(messages);
  const states = useMessages(itemStates);
  return (
    <Card title={say.work}>
      {items.length === 0 ? <Note>{say.noWork}</Note> : null}
      <ul className={styles.rows}>
        {items.map((item) => (
          <li key={item.id}>
            <span className={styles.apart}>
              <Link to={`/jobs/${item.jobId}`}>{say.job(item.jobId)}</Link>
              <Badge tone={itemTones[item.status] ?? 'quiet'}>{wordFor(states, item.status)}</Badge>
            </span>
            <small>
              <Ago at={item.endedAt ?? item.startedAt} />
              {item.lastError === null || item.status === 'succeeded' ? null : (
                <span className={styles.error} title={item.lastError} {...asSaid}>
                  {item.lastError}
                </span>
              )}
            </small>
          </li>
        ))}
      </ul>
    </Card>
  );
}
