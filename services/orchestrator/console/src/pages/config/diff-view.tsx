import { type ReactElement, useMemo } from 'react';
import { useMessages } from '../../language/messages.js';
import { useFormat } from '../../language/use-format.js';
import styles from './config.module.css';
import { type ComparedLine, type FoldedLines, foldSame } from './line-diff.js';
import { configWords } from './words.js';

/** A comparison, line by line: with signs, and words for screen readers, besides the colours. */
export function DiffView({ lines, label }: { lines: readonly ComparedLine[]; label: string }): ReactElement {
  const say = useMessages(configWords);
  const shown = useMemo(() => foldSame(lines), [lines]);
  if (lines.every(({ change }) => change === 'same')) return <p className={styles.noDiff}>{say.noDiff}</p>;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable
    <section className={styles.diff} aria-label={label} tabIndex={0}>
      {shown.map((line, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: lines have no other name
        <DiffLine key={at} line={line} />
      ))}
    </section>
  );
}

function DiffLine({ line }: { line: ComparedLine | FoldedLines }): ReactElement {
  const say = useMessages(configWords);
  const format = useFormat();
  if (line.change === 'folded') return <div className={styles.folded}>{say.folded(format.number(line.count))}</div>;
  const { change, text } = line;
  const word = { same: undefined, added: say.addedLine, removed: say.removedLine }[change];
  return (
    <div className={styles.diffLine} data-change={change}>
      <span aria-hidden="true">{{ same: ' ', added: '+', removed: '−' }[change]}</span>
      {word === undefined ? null : <span className="hidden">{word}</span>}
      <code data-data>{text}</code>
    </div>
  );
}
