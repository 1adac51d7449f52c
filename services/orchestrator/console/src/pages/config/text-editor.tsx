import { type ReactElement, useMemo, useRef } from 'react';
import { Card } from '../../kit/page.js';
import { Badge } from '../../kit/status.js';
import { useMessages } from '../../language/messages.js';
import { useReadOnlyReason } from '../../shell/session.js';
import styles from './config.module.css';
import { compareLines, newLines } from './line-diff.js';
import { ProblemList } from './problem-list.js';
import type { Checked } from './use-configuration.js';
import type { Draft } from './use-draft.js';
import { configWords } from './words.js';

interface TextEditorProps {
  readonly file: string;
  readonly draft: Draft;
  readonly checked: Checked | undefined;
  readonly isChecking: boolean;
}

/** The whole file as text, with its problems beside it while it is typed. */
export function TextEditor({ file, draft, checked, isChecking }: TextEditorProps): ReactElement {
  const say = useMessages(configWords);
  const readOnly = useReadOnlyReason();
  const field = useRef<HTMLTextAreaElement>(null);
  const gutter = useRef<HTMLOListElement>(null);
  const lines = draft.text.split('\n');
  const goTo = (line: number): void => {
    const start = lines.slice(0, line - 1).reduce((sum, text) => sum + text.length + 1, 0);
    field.current?.focus({ preventScroll: true });
    field.current?.setSelectionRange(start, start + (lines[line - 1]?.length ?? 0));
    gutter.current?.children[line - 1]?.scrollIntoView({ block: 'center' });
  };
  return (
    <div className={styles.textTab}>
      <div className={styles.text}>
        <Gutter list={gutter} file={file} text={draft.text} checked={checked} />
        <textarea
          ref={field}
          value={draft.text}
          rows={lines.length + 1}
          wrap="off"
          readOnly={readOnly !== undefined}
          aria-label={say.textLabel}
          spellCheck={false}
          autoCapitalize="none"
          autoComplete="off"
          data-data
          onChange={({ target }) => draft.write(target.value)}
        />
      </div>
      <div className={styles.beside}>
        <Card>
          <Verdict checked={checked} isChecking={isChecking} readOnly={readOnly} />
          <ProblemList problems={checked?.problems ?? []} goTo={goTo} />
        </Card>
      </div>
    </div>
  );
}

type VerdictProps = Pick<TextEditorProps, 'checked' | 'isChecking'> & { readonly readOnly: string | undefined };

function Verdict({ checked, isChecking, readOnly }: VerdictProps): ReactElement {
  const say = useMessages(configWords);
  if (readOnly !== undefined) return <span>{readOnly}</span>;
  if (checked === undefined) return <span>{say.checking}</span>;
  const count = checked.problems.length;
  return (
    <span aria-live="polite" data-busy={isChecking || undefined}>
      <Badge tone={count === 0 ? 'ok' : 'warn'}>{count === 0 ? say.noProblems : say.problems(String(count))}</Badge>
    </span>
  );
}

interface GutterProps extends Pick<TextEditorProps, 'file' | 'checked'> {
  readonly text: string;
  readonly list: React.RefObject<HTMLOListElement | null>;
}

/** Numbers of the lines, with a mark at those that are wrong and those that are new; the list beside says it in words. */
function Gutter({ file, text, checked, list }: GutterProps): ReactElement {
  const fresh = useMemo(() => newLines(compareLines(file, text)), [file, text]);
  const wrong = new Set(checked?.problems.map(({ line }) => line));
  return (
    <ol ref={list} className={styles.gutter} aria-hidden="true">
      {text.split('\n').map((_, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: lines have no other name
        <li key={at} data-wrong={wrong.has(at + 1) || undefined} data-new={fresh.has(at + 1) || undefined}>
          {wrong.has(at + 1) ? '!' : fresh.has(at + 1) ? '+' : ''} {at + 1}
        </li>
      ))}
    </ol>
  );
}
