import { type ReactElement, useEffect } from 'react';
import { useParams } from 'wouter';
import { Actions, buttonClass } from '../../kit/button.js';
import { Empty, Loaded } from '../../kit/feedback.js';
import { Icon } from '../../kit/icons.js';
import { Card, Page } from '../../kit/page.js';
import { withoutTurns } from '../../kit/plain-text.js';
import { Tabs } from '../../kit/tabs.js';
import { useLanguage, useMessages } from '../../language/messages.js';
import { Link } from '../../shell/link.js';
import { pageTitles } from '../../shell/page-titles.js';
import { oneOf, useFilters } from '../../shell/search.js';
import { Head } from './head.js';
import { History } from './history.js';
import { messages } from './messages.js';
import { MirrorPart } from './mirror-part.js';
import { Songs } from './songs.js';
import { SyncButton } from './sync-button.js';
import { type Playlist, usePlaylist } from './use-playlist.js';

export default function PlaylistPage(): ReactElement {
  const { id } = useParams<{ id: string }>();
  return /^\d{1,15}$/.test(id) ? <PlaylistOf key={id} id={Number(id)} /> : <NoPlaylist id={id} />;
}

function PlaylistOf({ id }: { id: number }): ReactElement {
  const language = useLanguage();
  const playlist = usePlaylist(id);
  const name = playlist.data?.name;
  useEffect(() => {
    if (name !== undefined) document.title = `${name} · Catalogsync`;
  }, [name]);
  if (playlist.isGone) return <NoPlaylist id={String(id)} />;
  const title =
    name === undefined ? pageTitles.playlist[language].replace('{id}', String(id)) : <span data-data>{withoutTurns(name)}</span>;
  return (
    <Page title={title} actions={playlist.data === undefined ? undefined : <Buttons playlist={playlist.data} />}>
      <Loaded read={playlist} rows={8}>
        {(data) => (
          <>
            <Head playlist={data} />
            <Parts playlist={data} />
          </>
        )}
      </Loaded>
    </Page>
  );
}

function Buttons({ playlist }: { playlist: Playlist }): ReactElement {
  const say = useMessages(messages);
  return (
    <Actions>
      <Link to={`/playlists/${playlist.id}`} search={{ tab: 'mirror' }} className={buttonClass()}>
        <Icon name="media" />
        {say.preview}
      </Link>
      <SyncButton playlist={playlist} />
    </Actions>
  );
}

function Parts({ playlist }: { playlist: Playlist }): ReactElement {
  const say = useMessages(messages);
  const [filters] = useFilters();
  const tab = oneOf(['history', 'mirror'], filters.tab);
  const tabs = [
    { value: undefined, name: say.songs, count: playlist.songCount },
    { value: 'history', name: say.history },
    { value: 'mirror', name: say.mirror },
  ];
  return (
    <>
      <Tabs label={say.parts} to={`/playlists/${playlist.id}`} value={tab} tabs={tabs} />
      {tab === undefined ? <Songs playlist={playlist} /> : null}
      {tab === 'history' ? <History id={playlist.id} /> : null}
      {tab === 'mirror' ? <MirrorPart playlist={playlist} /> : null}
    </>
  );
}

function NoPlaylist({ id }: { id: string }): ReactElement {
  const say = useMessages(messages);
  return (
    <Page title={say.noPlaylist(id)}>
      <Card>
        <Empty
          action={
            <Link to="/playlists" className={buttonClass('main')}>
              {say.toPlaylists}
            </Link>
          }
        >
          {say.noPlaylistWhy}
        </Empty>
      </Card>
    </Page>
  );
}
