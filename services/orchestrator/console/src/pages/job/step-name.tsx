import type { ReactNode } from 'react';
import { Said } from '../../kit/said.js';
import { stepNames, stepSentences, wordFor } from '../../language/job-words.js';
import { useMessages } from '../../language/messages.js';

/** The name of an item that is neither a song nor a playlist: a step of its own, or a source. */
export function StepName({ text }: { text: string }): ReactNode {
  const names = useMessages(stepNames);
  return Object.hasOwn(names, text) ? wordFor(names, text) : <Said text={text} sentences={stepSentences} />;
}
