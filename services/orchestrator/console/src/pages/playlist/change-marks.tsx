import type { ReactElement } from 'react';
import { Icon, type IconName } from '../../kit/icons.js';
import { useMessages } from '../../language/messages.js';
import { useFormat } from '../../language/use-format.js';
import { historyMessages } from './messages.js';
import styles from './playlist.module.css';

type Kind = 'added' | 'removed' | 'moved';

const icons: Readonly<Record<Kind, IconName>> = { added: 'add', removed: 'remove', moved: 'move' };

/** A sign for what happened to a song, with its word. */
export function ChangeMark({ kind }: { kind: Kind }): ReactElement {
  const say = useMessages(historyMessages);
  return (
    <span className={`${styles.mark} ${styles[kind]}`} title={say[kind]}>
      <Icon name={icons[kind]} size={14} />
      <span className="hidden">{say[kind]}</span>
    </span>
  );
}

/** How many songs came, went and moved; what did not happen is left out. */
export function ChangeCounts(counts: Readonly<Record<Kind, number>>): ReactElement {
  const say = useMessages(historyMessages);
  const format = useFormat();
  const happened = (['added', 'removed', 'moved'] as const).filter((kind) => counts[kind] > 0);
  return (
    <span className={styles.counts}>
      {happened.map((kind) => (
        <span key={kind} className={styles[kind]}>
          <Icon name={icons[kind]} size={14} />
          <span className="number">{say[`${kind}N`](format.number(counts[kind]))}</span>
        </span>
      ))}
    </span>
  );
}
