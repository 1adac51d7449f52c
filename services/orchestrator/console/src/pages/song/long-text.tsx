import { type ReactElement, useState } from 'react';
import { Button } from '../../kit/button.js';
import { withoutTurns } from '../../kit/plain-text.js';
import { useMessages } from '../../language/messages.js';
import { messages } from './messages.js';
import styles from './song.module.css';

/** A name in full, unless it is absurdly long: then its beginning, and the rest on demand. */
export function LongText({ text, longest = 200 }: { text: string; longest?: number }): ReactElement {
  const say = useMessages(messages);
  const [all, setAll] = useState(false);
  if (text.length <= longest) return <bdi data-data>{withoutTurns(text)}</bdi>;
  return (
    <>
      <bdi data-data>{withoutTurns(all ? text : `${text.slice(0, longest)}…`)}</bdi>{' '}
      <Button kind="quiet" className={styles.showAll} aria-expanded={all} onClick={() => setAll(!all)}>
        {all ? say.showLess : say.showAll}
      </Button>
    </>
  );
}
