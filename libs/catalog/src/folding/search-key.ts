import { foldText } from './fold-text.js';
import { isCjk } from './script.js';

const oneRun = /^[\u4e00-\u9fff]*$/;

enum Kind {
  space,
  cjk,
  word,
}

function kindOf(codePoint: number): Kind {
  if (codePoint === 0x20) return Kind.space;
  return isCjk(codePoint) ? Kind.cjk : Kind.word;
}

/**
 * The form of a name that search compares: the folded text as runs of CJK characters and words, separated
 * by one space. CJK characters have no space between them, whatever the original had.
 * `Love情歌 (Live)` is `love 情歌 live`, `你好，世界` is `你好世界`.
 *
 * A CJK term matches if the key contains it, a word if a run starts with it; one name starts with another
 * if its key does. The key of a key is itself.
 */
export function searchKey(text: string): string {
  const folded = foldText(text);
  // Most Chinese titles are one run; this check takes a third of the time of the walk below.
  if (oneRun.test(folded)) return folded;
  let key = '';
  /** Start of the part not yet in the key. */
  let from = 0;
  /** The last character that is not a space, and whether a space followed it. */
  let before = Kind.space;
  let spaced = false;
  for (let i = 0; i < folded.length; ) {
    const codePoint = folded.codePointAt(i) as number;
    const kind = kindOf(codePoint);
    if (kind === Kind.space) {
      spaced = true;
    } else {
      const apart = (spaced && kind === Kind.word) || (before !== Kind.space && before !== kind);
      if (spaced !== apart) {
        key += folded.slice(from, spaced ? i - 1 : i) + (apart ? ' ' : '');
        from = i;
      }
      before = kind;
      spaced = false;
    }
    i += codePoint > 0xffff ? 2 : 1;
  }
  // Where a space was dropped, hangul letters or a voice mark may join what they now follow.
  return from === 0 ? folded : (key + folded.slice(from)).normalize('NFC');
}
