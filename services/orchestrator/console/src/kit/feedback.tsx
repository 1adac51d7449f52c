import type { ReactElement, ReactNode } from 'react';
import { useMessages } from '../language/messages.js';
import { useErrorText } from '../language/use-error-text.js';
import { Button } from './button.js';
import styles from './feedback.module.css';
import { Icon } from './icons.js';
import { asSaid } from './said.js';
import { words } from './words.js';

/** Nothing is there: one sentence why, and what to do. */
export const Empty = ({ children, action }: { children: ReactNode; action?: ReactNode }): ReactElement => (
  <div className={styles.empty}>
    <p>{children}</p>
    {action}
  </div>
);

/** What failed, and what to do. */
export function ErrorNote({ error, retry, title }: { error: unknown; retry?: () => void; title?: string }): ReactElement {
  const say = useMessages(words);
  const { text, said } = useErrorText()(error);
  return (
    <div className={styles.error} role="alert">
      <strong>
        <Icon name="warn" size={18} />
        {title ?? say.failed}
      </strong>
      <span>{text}</span>
      {text === say.unreachable ? <p>{say.unreachableHint}</p> : null}
      {said.map((sentence) => (
        <p key={sentence} {...asSaid}>
          {sentence}
        </p>
      ))}
      {retry === undefined ? null : (
        <Button icon="retry" onClick={retry}>
          {say.tryAgain}
        </Button>
      )}
    </div>
  );
}

/** For a first load only; later the old content stays. */
export function Skeleton({ rows = 4 }: { rows?: number }): ReactElement {
  const say = useMessages(words);
  return (
    <div className={styles.skeleton} aria-busy="true">
      <span className="hidden">{say.loading}</span>
      {Array.from({ length: rows }, (_, row) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: they are all alike
        <i key={row} />
      ))}
    </div>
  );
}

/** What `useQuery` knows. */
interface Read<Data> {
  readonly data: Data | undefined;
  readonly error: unknown;
  readonly refetch?: () => unknown;
}

/** Shows what was read: a skeleton at first, the error if there is nothing, the old content with an error above it otherwise. */
export function Loaded<Data>({
  read,
  rows,
  children,
}: {
  read: Read<Data>;
  rows?: number;
  children: (data: Data) => ReactNode;
}): ReactElement {
  const retry = read.refetch === undefined ? undefined : () => void read.refetch?.();
  if (read.data !== undefined) {
    return (
      <>
        {read.error ? <ErrorNote error={read.error} retry={retry} /> : null}
        {children(read.data)}
      </>
    );
  }
  return read.error ? <ErrorNote error={read.error} retry={retry} /> : <Skeleton rows={rows} />;
}

/** Real progress: what is done and, in red, what failed. All three are counts. */
export function Progress({
  done,
  failed = 0,
  total,
  label,
}: {
  done: number;
  failed?: number;
  total: number;
  label: string;
}): ReactElement {
  const share = (value: number): string => `${total === 0 ? 0 : Math.min(100, (100 * value) / total)}%`;
  return (
    <div
      className={styles.progress}
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={total}
      aria-valuenow={done + failed}
    >
      <i style={{ width: share(done) }} />
      <i className={styles.failed} style={{ width: share(failed) }} />
    </div>
  );
}
