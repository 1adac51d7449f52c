import type { ReactElement, ReactNode } from 'react';
import { Ago } from '../../kit/time.js';
import { useMessages } from '../../language/messages.js';
import { useFormat } from '../../language/use-format.js';
import { Link } from '../../shell/link.js';
import { formatAndSize } from '../songs/song-figures.js';
import type { SongFile } from './runs.js';
import styles from './story.module.css';
import { storyMessages } from './story-messages.js';

/** The first line of a point: when, and what. */
export const PointHead = ({ at, children, more }: { at: number; children: ReactNode; more?: ReactNode }): ReactElement => (
  <div className={styles.pointHead}>
    <h3>{children}</h3>
    <span className={styles.when}>
      {Number.isNaN(at) ? null : <Ago at={at} />}
      {more}
    </span>
  </div>
);

export function FileLine({ file }: { file: SongFile }): ReactElement {
  const format = useFormat();
  return (
    <p className={styles.file}>
      <bdi data-data>{file.locator}</bdi>
      <small className="number">{formatAndSize(file, format)}</small>
    </p>
  );
}

export function QuarantineLink(): ReactElement {
  const say = useMessages(storyMessages);
  return (
    <Link to="/ranking" search={{ tab: 'quarantine' }}>
      {say.held}
    </Link>
  );
}
