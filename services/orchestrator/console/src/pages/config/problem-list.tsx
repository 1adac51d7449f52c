import type { ReactElement } from 'react';
import { Icon } from '../../kit/icons.js';
import { Said } from '../../kit/said.js';
import { useMessages } from '../../language/messages.js';
import styles from './config.module.css';
import { useSettingWords } from './setting-words.js';
import type { SettingsProblem } from './use-configuration.js';
import { configWords } from './words.js';

interface ProblemListProps {
  readonly problems: readonly SettingsProblem[];
  /** Goes to a line of the text. */
  readonly goTo?: (line: number) => void;
}

/** What is wrong with a text, each with its line. */
export function ProblemList({ problems, goTo }: ProblemListProps): ReactElement {
  const say = useMessages(configWords);
  const words = useSettingWords();
  return (
    <ul className={styles.problems}>
      {problems.map(({ line, message }) => (
        <li key={`${line} ${message}`}>
          <Icon name="warn" size={16} />
          {line === null ? null : goTo === undefined ? (
            <span>{say.line(String(line))}</span>
          ) : (
            <button type="button" className={styles.lineLink} onClick={() => goTo(line)}>
              {say.line(String(line))}
            </button>
          )}
          <Said text={message} chinese={words.sentence(message)} />
        </li>
      ))}
    </ul>
  );
}
