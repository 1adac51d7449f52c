import type { ReactElement } from 'react';
import { Said } from '../../kit/said.js';
import { fileSentences } from '../../language/file-sentences.js';
import { useMessages } from '../../language/messages.js';
import { useFormat } from '../../language/use-format.js';
import { matchParts, orderReason } from './sentences.js';
import { matchMessages, storyMessages } from './story-messages.js';

/** What the resolver says of recordings, in the language of the page as far as it is known. */
export function MatchSentence({ text }: { text: string }): ReactElement {
  const say = useMessages(matchMessages);
  const format = useFormat();
  const parts = matchParts(text);
  if (parts === undefined) return <Said text={text} sentences={fileSentences} />;
  return <>{format.list(parts.map(({ count, word }) => (count === undefined ? say[word] : `${count} × ${say[word]}`)))}</>;
}

/** Why the sources were asked in that order. */
export function OrderSentence({ text }: { text: string }): ReactElement {
  const say = useMessages(storyMessages);
  const format = useFormat();
  const reason = orderReason(text);
  if (reason === undefined) return <Said text={text} />;
  switch (reason.kind) {
    case 'configured':
      return <>{say.configured}</>;
    case 'nobody':
      return <>{say.nobody}</>;
    case 'learning':
      return <>{say.learning(format.number(reason.tried), format.number(reason.needed))}</>;
    case 'chance':
    case 'drawn':
    case 'rate':
      return <>{say[reason.kind](format.number(reason.tried))}</>;
  }
}
