import type { FileSong } from './contents.js';
import { mapInTurns, type NextTurn } from './in-turns.js';
import { artistsIn, splitAtFirstDash, splitAtLastDash } from './song-text.js';
import type { TextLine } from './text-lines.js';

type Order = 'artist first' | 'title first';

/** Longer lines are prose. */
const longestLine = 300;

/** Whether a line has the form of a song: something, a dash between blanks, something. */
export const looksLikeSong = ({ text }: TextLine): boolean => text.length <= longestLine && splitAtFirstDash(text) !== undefined;

/**
 * Songs of plain lines, `artist - title` or `title - artist`. Both forms exist and titles hold dashes too: the order is
 * decided for all lines together, and the line as written and its other reading are kept for the search.
 * @param lines each of a song; without a dash it is a title
 */
export async function songsOfLines(lines: readonly TextLine[], nextTurn: NextTurn): Promise<readonly FileSong[]> {
  const signs = new OrderSigns();
  await mapInTurns(lines, ({ text }) => signs.add(text), nextTurn);
  return mapInTurns(lines, (line) => songOf(line, signs.order()), nextTurn);
}

function songOf({ line, text }: TextLine, order: Order): FileSong {
  const read = readAs(text, order);
  const turned = readAs(text, order === 'artist first' ? 'title first' : 'artist first');
  const more = { written: text, ...(read.singers.length === 0 ? {} : { turned: { name: turned.name, singers: turned.singers } }) };
  return { line, ...read, more };
}

/** A title with a dash in it stands whole: artists are cut off at the outer end. */
function readAs(text: string, order: Order): { readonly name: string; readonly singers: readonly string[] } {
  const parts = order === 'artist first' ? splitAtFirstDash(text) : splitAtLastDash(text);
  if (parts === undefined) return { name: text.trim(), singers: [] };
  const { before, after } = parts;
  return order === 'artist first' ? { name: after, singers: artistsIn(before) } : { name: before, singers: artistsIn(after) };
}

/** What only titles have: what was done with the song, and who else sings, in brackets. */
const titleSign =
  /[([（【]\s*(?:feat|ft\.|live|remix|acoustic|demo|instrumental|cover|现场|現場|伴奏|翻唱|ost)|[(（][^)）]*(?:版|ver\.?|version|mix|edit)\s*[)）]/i;
/** What only credits have: names joined. */
const creditSign = /、|\s\/\s|\s&\s|\bfeat\.|,\s/;

/** By majority of what the lines show; `artist - title` if they show nothing. */
class OrderSigns {
  private titleFirst = 0;
  private readonly before = new Repeats();
  private readonly after = new Repeats();

  add(text: string): void {
    const first = splitAtFirstDash(text);
    const last = splitAtLastDash(text);
    if (first !== undefined) this.before.add(first.before);
    if (last !== undefined) this.after.add(last.after);
    if (first === undefined || last === undefined) return;
    this.titleFirst += Math.sign(Number(titleSign.test(first.before)) - Number(titleSign.test(last.after)));
    this.titleFirst += Math.sign(Number(creditSign.test(last.after)) - Number(creditSign.test(first.before)));
  }

  order(): Order {
    // Artists come again and again, titles hardly ever.
    return this.titleFirst + this.after.count - this.before.count > 0 ? 'title first' : 'artist first';
  }
}

class Repeats {
  count = 0;
  private readonly seen = new Set<string>();

  add(text: string): void {
    if (this.seen.has(text)) this.count++;
    this.seen.add(text);
  }
}
