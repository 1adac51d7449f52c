import type { ReactElement, ReactNode } from 'react';
import { Card } from '../../kit/page.js';
import { useMessages } from '../../language/messages.js';
import { useFormat } from '../../language/use-format.js';
import type { Standing } from '../../live/use-standing.js';
import { Link } from '../../shell/link.js';
import type { Search } from '../../shell/search.js';
import styles from './dashboard.module.css';
import { dashboardWords } from './words.js';

interface CatalogueProps {
  readonly catalogue: Standing['catalogue'];
  readonly stats: Standing['downloadStats'];
}

/** What there is, in numbers. */
export function CatalogueCard({ catalogue, stats }: CatalogueProps): ReactElement {
  const say = useMessages(dashboardWords);
  return (
    <Card title={say.catalogue}>
      <dl className={styles.numbers}>
        <Figure name={say.songs} value={catalogue.songs} to="/songs" />
        <Figure name={say.downloaded} value={stats.downloadedSongs} to="/songs" search={{ status: 'downloaded' }} />
        <Figure name={say.missing} value={stats.missingSongs} to="/songs" search={{ status: 'missing' }} />
        <Figure name={say.playlists} value={catalogue.playlists} to="/playlists" />
        <Figure name={say.artists} value={catalogue.artists} />
        <Figure name={say.files} value={catalogue.activeFiles} to="/library" />
      </dl>
    </Card>
  );
}

function Figure({ name, value, to, search }: { name: string; value: number; to?: string; search?: Search }): ReactElement {
  const text: ReactNode = useFormat().number(value);
  return (
    <div>
      <dt>{name}</dt>
      <dd className="number">
        {to === undefined ? (
          text
        ) : (
          <Link to={to} search={search}>
            {text}
          </Link>
        )}
      </dd>
    </div>
  );
}
