import type { ReactElement } from 'react';
import { useMessages } from '../language/messages.js';
import { useFormat } from '../language/use-format.js';
import { useLivePart } from '../live/use-live.js';
import styles from './frame.module.css';
import { frameMessages } from './frame-messages.js';

/** Whether what the page shows is true now; if not, of when it is. */
export function LiveMark(): ReactElement {
  const say = useMessages(frameMessages);
  const format = useFormat();
  const link = useLivePart((live) => live.link);
  // Drawn anew only when the link changes: the time of the last truth stands still then.
  const at = useLivePart((live) => (live.link === 'live' ? undefined : live.at));
  const words = { live: say.live, connecting: say.connecting, reconnecting: say.reconnecting, refused: say.reconnecting }[link];
  const text = at === undefined ? words : `${words} · ${say.stale(format.moment(at, Date.now()))}`;
  return (
    <output className={styles.live} data-link={link} title={link === 'live' ? say.liveHelp : text}>
      <span>{text}</span>
    </output>
  );
}
