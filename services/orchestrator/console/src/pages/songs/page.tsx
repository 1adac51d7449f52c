import type { ReactElement } from 'react';
import { Page } from '../../kit/page.js';
import { useLanguage } from '../../language/messages.js';
import { pageTitles } from '../../shell/page-titles.js';
import { SongList } from './list.js';
import { Now } from './now.js';

/** What is done with songs now, and all songs. */
export default function SongsPage(): ReactElement {
  return (
    <Page title={pageTitles.songs[useLanguage()]}>
      <Now />
      <SongList />
    </Page>
  );
}
