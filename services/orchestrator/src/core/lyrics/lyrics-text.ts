/** Lyrics with and without the times of their lines. */
export interface LyricsText {
  readonly plain: string | undefined;
  /** LRC; undefined if no line has a time. */
  readonly timed: string | undefined;
  /** As the text itself says, such as `en` or `zho`. */
  readonly language: string | undefined;
}

const time = /\[\d{1,3}:\d{2}(?:[.:]\d{1,3})?\]/g;
/** Times of words in a line, of the extended form. */
const wordTime = /<\d{1,3}:\d{2}(?:[.:]\d{1,3})?>/g;
/** `[ar:…]`, `[offset:+500]`: about the lyrics, not sung. */
const about = /^\s*\[([a-z#]+):(.*)\]\s*$/i;

/** Takes a text apart as it lies beside or inside a file; undefined if there is nothing to sing. */
export function lyricsText(text: string): LyricsText | undefined {
  const lines = text.replace(/\r\n?/g, '\n').trim().split('\n');
  const isTimed = lines.some((line) => line.trimStart().search(time) === 0);
  const language = lines.map((line) => about.exec(line)).find((match) => /^(?:la|lang|language)$/i.test(match?.[1] ?? ''))?.[2];
  const sung = isTimed ? lines.flatMap(sungLine) : lines.map((line) => line.trimEnd());
  const plain = sung
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
  if (plain === '') return undefined;
  return { plain, timed: isTimed ? lines.join('\n') : undefined, language: language?.trim().toLowerCase() || undefined };
}

function sungLine(line: string): string[] {
  return about.test(line) ? [] : [line.replace(time, '').replace(wordTime, '').replace(/\s+/g, ' ').trim()];
}
