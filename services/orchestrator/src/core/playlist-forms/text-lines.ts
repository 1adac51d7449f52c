/** A line of text that may be a song. */
export interface TextLine {
  /** From 1. */
  readonly line: number;
  readonly text: string;
}

const [newLine, carriageReturn] = [0x0a, 0x0d];

/** Lines that are not blank, without blanks around them. One at a time: a file may have ten million. */
export function* linesIn(text: string): Generator<TextLine> {
  let [line, from] = [1, 0];
  for (let at = 0; at <= text.length; at++) {
    const unit = text.charCodeAt(at);
    if (at < text.length && unit !== newLine && unit !== carriageReturn) continue;
    const found = from === at ? '' : text.slice(from, at).trim();
    if (found !== '') yield { line, text: found };
    if (unit === carriageReturn && text.charCodeAt(at + 1) === newLine) at++;
    from = at + 1;
    line++;
  }
}
