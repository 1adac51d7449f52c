import type { ReactElement } from 'react';
import type { Schemas } from '../../api/types.js';
import { Icon, type IconName } from '../../kit/icons.js';
import { withoutTurns } from '../../kit/plain-text.js';
import { asSaid } from '../../kit/said.js';
import { useNow } from '../../kit/time.js';
import { useLanguage, useMessages } from '../../language/messages.js';
import { timeOf } from './log-time.js';
import styles from './logs.module.css';
import { logWords } from './words.js';

type LogEntry = Schemas['LogEntry'];

const icons: Readonly<Record<string, IconName>> = { error: 'bad', warn: 'warn' };

/** The word for a level; a level of later is shown as it is. */
export function useLevelWord(level: string): string {
  const say = useMessages(logWords);
  return ({ error: say.error, warn: say.warn, info: say.info } as Readonly<Record<string, string>>)[level] ?? level;
}

/** One line, cut where it is too long; a press shows all of it. */
export function LogRow({ line, open }: { line: LogEntry; open: (line: LogEntry) => void }): ReactElement {
  const say = useMessages(logWords);
  const word = useLevelWord(line.level);
  const language = useLanguage();
  const now = useNow();
  const icon = icons[line.level];
  return (
    <button type="button" className={styles.line} data-level={line.level} aria-haspopup="dialog" onClick={() => open(line)}>
      <span className={styles.time}>
        {line.createdAt === null ? null : <time dateTime={line.createdAt}>{timeOf(language, line.createdAt, now)}</time>}
      </span>
      <span className={styles.level}>
        {icon === undefined ? null : <Icon name={icon} size={14} />}
        {word}
      </span>
      <span className={styles.text} {...asSaid}>
        {withoutTurns(line.message)}
      </span>
      <span className={styles.of}>{line.jobId === null ? null : say.openJob(String(line.jobId))}</span>
    </button>
  );
}
