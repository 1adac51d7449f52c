import type { ReactElement } from 'react';
import type { Schemas } from '../../api/types.js';
import { Icon } from '../../kit/icons.js';
import { Columns } from '../../kit/page.js';
import { Said } from '../../kit/said.js';
import { wordFor } from '../../language/job-words.js';
import { useMessages } from '../../language/messages.js';
import { useFormat } from '../../language/use-format.js';
import { lackSentences } from './lack-sentences.js';
import styles from './media.module.css';
import { abilityWords, messages } from './messages.js';

/** What the last check found, with the reason for what it cannot do. */
export function Abilities({ server: { can, lacks } }: { server: Schemas['MediaServer'] }): ReactElement {
  const say = useMessages(messages);
  const abilities = useMessages(abilityWords);
  const format = useFormat();
  return (
    <Columns>
      {can.length === 0 ? null : (
        <div>
          <h3 className={styles.part}>{say.can}</h3>
          <ul className={styles.can}>
            {can.map((what) => (
              <li key={what}>
                <Icon name="ok" size={16} />
                {wordFor(abilities, what)}
              </li>
            ))}
          </ul>
        </div>
      )}
      {lacks.length === 0 ? null : (
        <div>
          <h3 className={styles.part}>{say.cannot}</h3>
          <ul className={styles.cannot}>
            {[...Map.groupBy(lacks, ({ reason }) => reason)].map(([reason, those]) => (
              <li key={reason}>
                <Icon name="bad" size={16} />
                <span>
                  {format.list(those.map(({ what }) => wordFor(abilities, what)))}
                  <small>
                    <Said text={reason} sentences={lackSentences} />
                  </small>
                </span>
              </li>
            ))}
          </ul>
        </div>
      )}
    </Columns>
  );
}
