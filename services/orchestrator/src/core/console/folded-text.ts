const longestFolded = 300;

/**
 * A message without what differs from one case to the next, so that equal causes have equal texts: numbers, and what stands in
 * quotation marks.
 */
export function foldedText(message: string): string {
  const folded = message
    .replace(/"[^"\n]*"|“[^”\n]*”|「[^」\n]*」|《[^》\n]*》|'[^'\n]+'(?!\w)/gu, (quoted) => `${quoted[0]}…${quoted.at(-1)}`)
    .replace(/(?:https?|unix):\/*\S+/g, '…')
    .replace(/\b[0-9a-f]{8,}(?:-[0-9a-f]{4,})*\b/gi, '#')
    .replace(/\d+(?:[.,:]\d+)*/g, '#');
  return folded.length > longestFolded ? `${folded.slice(0, longestFolded)}…` : folded;
}
