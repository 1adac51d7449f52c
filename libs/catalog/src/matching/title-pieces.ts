/** A stretch of a title: outside of brackets, inside, or after a dash. */
export interface Piece {
  readonly text: string;
  readonly where: 'plain' | 'bracket' | 'dash';
}

/** ` - `; a dash beside Chinese, Japanese or Korean characters where a name or a version follows; a dash after a bracket. */
const dashCut =
  /\s+-+\s+|(?<=[\u2e80-\u9fff\uac00-\ud7af])\s?-\s?(?=[\u2e80-\u9fff\uac00-\ud7af]|(?:live|dj|remix|cover|demo|inst|acoustic)\b)|^\s*-+\s+/i;
/** `-Live ver.-` and `~Live~` at the end: brackets of Japanese titles. */
const wrapped = /(?<=[\s\u2e80-\u9fff\uac00-\ud7af])([-~])([^-~]+)\1\s*$/;

function closingOf(text: string, from: number): number {
  let depth = 0;
  for (let i = from; i < text.length; i++) {
    if (text[i] === '(') depth++;
    else if (text[i] === ')' && --depth === 0) return i;
  }
  return -1;
}

function pushPlain(pieces: Piece[], plain: string): void {
  if (plain.trim() === '') return;
  const tail = plain.includes('-') || plain.includes('~') ? wrapped.exec(plain) : null;
  const head = tail === null ? plain : plain.slice(0, tail.index);
  const segments = head.includes('-') ? head.split(dashCut) : [head];
  segments.forEach((segment, i) => {
    const text = segment.trim();
    if (text !== '') pieces.push({ text, where: i > 0 ? 'dash' : 'plain' });
  });
  if (tail?.[2] !== undefined) pieces.push({ text: tail[2].trim(), where: 'bracket' });
}

/** Cuts a title with unified signs at its outermost brackets, and what is outside of them at its dashes. A bracket never closed is a sign like any other. */
export function piecesOf(title: string): Piece[] {
  const pieces: Piece[] = [];
  let plain = '';
  let unclosed = false;
  for (let i = 0; i < title.length; i++) {
    // Looked for once: a text of a thousand opening brackets must not take a million steps.
    const end = title[i] === '(' && !unclosed ? closingOf(title, i) : -1;
    if (end < 0) {
      unclosed ||= title[i] === '(' && !title.includes(')', i);
      plain += title[i];
      continue;
    }
    pushPlain(pieces, plain);
    plain = '';
    const text = title.slice(i + 1, end).trim();
    if (text !== '') pieces.push({ text, where: 'bracket' });
    i = end;
  }
  pushPlain(pieces, plain);
  return pieces;
}
