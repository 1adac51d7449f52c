import type { ReactElement } from 'react';
import type { Schemas } from '../../api/types.js';
import { Actions, buttonClass } from '../../kit/button.js';
import { Dialog } from '../../kit/dialog.js';
import { Facts } from '../../kit/page.js';
import { asSaid } from '../../kit/said.js';
import { Badge } from '../../kit/status.js';
import { Ago } from '../../kit/time.js';
import { useMessages } from '../../language/messages.js';
import { Link } from '../../shell/link.js';
import { useLevelWord } from './log-row.js';
import styles from './logs.module.css';
import { logWords } from './words.js';

type LogEntry = Schemas['LogEntry'];

/** One line whole, and the way to its job and item. */
export function LogDialog({ line, close }: { line: LogEntry | undefined; close: () => void }): ReactElement {
  const say = useMessages(logWords);
  return (
    <Dialog open={line !== undefined} close={close} title={say.lineTitle(String(line?.id ?? ''))} wide>
      {line === undefined ? null : <Line line={line} close={close} />}
    </Dialog>
  );
}

function Line({ line, close }: { line: LogEntry; close: () => void }): ReactElement {
  const say = useMessages(logWords);
  const { jobId, itemId, stageId, level, createdAt, message } = line;
  const tone = level === 'error' ? 'bad' : level === 'warn' ? 'warn' : 'quiet';
  return (
    <>
      <Facts
        facts={[
          [
            say.level,
            <Badge key="level" tone={tone} icon={tone === 'quiet' ? 'info' : undefined}>
              {useLevelWord(level)}
            </Badge>,
          ],
          [say.at, <Ago key="at" at={createdAt} />],
          [
            say.job,
            jobId === null ? undefined : (
              <Link key="job" to={`/jobs/${jobId}`}>
                {say.openJob(String(jobId))}
              </Link>
            ),
          ],
          [say.stage, stageId],
          [say.item, itemId],
        ]}
      />
      <pre className={styles.message} {...asSaid}>
        {message}
      </pre>
      <Actions>
        {jobId === null ? null : (
          <Link to="/logs" search={{ jobId: String(jobId) }} className={buttonClass()} onClick={close}>
            {say.onlyJob}
          </Link>
        )}
        {itemId === null ? null : (
          <Link to="/logs" search={{ itemId: String(itemId) }} className={buttonClass()} onClick={close}>
            {say.onlyItem}
          </Link>
        )}
      </Actions>
    </>
  );
}
