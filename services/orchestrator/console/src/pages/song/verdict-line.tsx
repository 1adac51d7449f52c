import type { ReactElement } from 'react';
import { Icon, type IconName } from '../../kit/icons.js';
import type { Tone } from '../../kit/status.js';
import { errorClassWords, stageNames, wordFor } from '../../language/job-words.js';
import { useMessages } from '../../language/messages.js';
import { useFormat } from '../../language/use-format.js';
import { Link } from '../../shell/link.js';
import { formatName } from '../songs/song-figures.js';
import { messages } from './messages.js';
import styles from './song.module.css';
import { tones, type Verdict } from './verdict.js';

const icons: Readonly<Record<Tone, IconName>> = { ok: 'ok', warn: 'warn', bad: 'bad', active: 'running', quiet: 'waiting' };

/** One sentence: is it there, and if not, why. */
export const VerdictLine = ({ verdict }: { verdict: Verdict }): ReactElement => (
  <p className={`${styles.verdict} ${styles[tones[verdict.kind]] ?? ''}`} aria-live="polite">
    <Icon name={icons[tones[verdict.kind]]} />
    <span>
      <Words verdict={verdict} />
    </span>
  </p>
);

function Words({ verdict }: { verdict: Verdict }): ReactElement {
  const say = useMessages(messages);
  const stages = useMessages(stageNames);
  const causes = useMessages(errorClassWords);
  const format = useFormat();
  switch (verdict.kind) {
    case 'working':
      return <>{say.working(wordFor(stages, verdict.stage))}</>;
    case 'have': {
      const { file, isVerified } = verdict;
      return (
        <>{[say.have(formatName(file.ext) ?? '?'), file.source === null ? '' : say.from(file.source), isVerified ? say.verified : '']}</>
      );
    }
    case 'own':
      return <>{say.own(formatName(verdict.file.ext) ?? '?')}</>;
    case 'linked':
      return (
        <>
          {say.linked}
          <Link to={`/songs/${verdict.songId}`} data-data>
            {verdict.platform}
          </Link>
        </>
      );
    case 'held':
      return (
        <>
          {`${say.held} · `}
          <Link to="/ranking" search={{ tab: 'quarantine' }}>
            {say.toQuarantine}
          </Link>
        </>
      );
    case 'failed':
      return <>{say.failedBy(wordFor(causes, verdict.cause))}</>;
    case 'notFound':
      return <>{verdict.asked > 0 ? say.notFound(format.number(verdict.asked)) : say.notFoundAnywhere}</>;
    case 'waiting':
    case 'never':
    case 'gone':
      return <>{say[verdict.kind]}</>;
  }
}
