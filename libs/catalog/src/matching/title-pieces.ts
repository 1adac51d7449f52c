/** A piece of a title: outside brackets, inside, or after a dash. */
export interface Piece {
  readonly text: string;
  readonly where: 'plain' | 'bracket' | 'dash';
}

/** ` - `; a dash next to CJK characters where a name or a version follows; a dash after a bracket. */
const dashCut =
  / -+ |(?<=[\u2e80-\u9fff\uac00-\ud7af]) ?- ?(?=[\u2e80-\u9fff\uac00-\ud7af]|(?:live|dj|remix|cover|demo|inst|acoustic)\b)|^-+ /i;
/** `-Live ver.-` and `~Live~` at the end: Japanese titles use these as brackets. */
const wrapped = /(?<=[ \u2e80-\u9fff\uac00-\ud7af])([-~])([^-~]+)\1 ?$/;

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

/** Splits a title with unified signs at its outermost brackets, then the rest at dashes. An unclosed bracket is an ordinary sign. */
export function piecesOf(title: string): Piece[] {
  const pieces: Piece[] = [];
  let from = 0;
  for (let open = title.indexOf('('); open >= 0; ) {
    const end = closingOf(title, open);
    if (end < 0) {
      open = title.indexOf('(', open + 1);
      continue;
    }
    pushPlain(pieces, title.slice(from, open));
    const text = title.slice(open + 1, end).trim();
    if (text !== '') pieces.push({ text, where: 'bracket' });
    from = end + 1;
    open = title.indexOf('(', from);
  }
  pushPlain(pieces, title.slice(from));
  return pieces;
}
