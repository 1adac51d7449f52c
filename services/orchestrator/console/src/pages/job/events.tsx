import { type ReactElement, useState } from 'react';
import { answerOf, api } from '../../api/client.js';
import type { Schemas } from '../../api/types.js';
import { Button } from '../../kit/button.js';
import { Card } from '../../kit/page.js';
import { Said } from '../../kit/said.js';
import { Moment } from '../../kit/time.js';
import { eventNames, wordFor } from '../../language/job-words.js';
import { useMessages } from '../../language/messages.js';
import { useAct } from '../../shell/session.js';
import { eventSentences } from './event-sentences.js';
import styles from './job.module.css';
import { messages } from './messages.js';

type JobEvent = Schemas['JobEvent'];

const firstShown = 10;
const atOnce = 50;

/** What happened to a job, newest first: the recent events, and earlier ones when asked for. */
export function Events({ id, recent }: { id: number; recent: readonly JobEvent[] }): ReactElement | null {
  const say = useMessages(messages);
  const names = useMessages(eventNames);
  const act = useAct();
  const [shown, setShown] = useState(firstShown);
  const [earlier, setEarlier] = useState<{ readonly items: readonly JobEvent[]; readonly next: string | null }>();
  const last = recent.at(-1)?.id ?? 0;
  const all = [...recent, ...(earlier?.items ?? []).filter((event) => event.id < last)];
  const hasMore = shown < all.length || (earlier === undefined ? recent.length >= atOnce : earlier.next !== null);
  const more = async (): Promise<void> => {
    setShown((before) => before + atOnce);
    if (shown + atOnce < all.length) return;
    await act(async () => {
      const query = { limit: atOnce, ...(earlier?.next ? { cursor: earlier.next } : {}) };
      const page = await answerOf(api.GET('/api/jobs/{id}/events', { params: { path: { id }, query } }));
      setEarlier((before) => ({ items: [...(before?.items ?? []), ...page.items], next: page.nextCursor }));
    });
  };
  if (all.length === 0) return null;
  return (
    <Card>
      <ol className={styles.events}>
        {all.slice(0, shown).map((event) => (
          <li key={event.id}>
            <span className={styles.muted}>
              <Moment at={event.createdAt} />
            </span>
            <span>{wordFor(names, event.eventType)}</span>
            <span className={styles.muted}>
              <Said text={event.message} sentences={eventSentences[event.eventType]} />
            </span>
          </li>
        ))}
      </ol>
      {hasMore ? (
        <Button kind="quiet" icon="down" onClick={() => void more()}>
          {say.moreEvents}
        </Button>
      ) : null}
    </Card>
  );
}
