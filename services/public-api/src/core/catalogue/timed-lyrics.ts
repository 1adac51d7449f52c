export interface LyricsLine {
  readonly startMs: number;
  readonly text: string;
}

const timeTag = /\[(\d{1,3}):(\d{1,2})(?:[.:](\d{1,3}))?\]/y;

/** Millisecond of a tag; a fraction of one, two or three digits. */
function millisecond(minutes = '0', seconds = '0', fraction = ''): number {
  return Number(minutes) * 60_000 + Number(seconds) * 1_000 + Number(fraction.padEnd(3, '0') || 0);
}

/** The lines of LRC by time; `[offset:ms]` moves all of them, and a line may have several times. Lines without a time are left out. */
export function timedLines(lrc: string): LyricsLine[] {
  const offset = Number(/^\[offset:\s*([+-]?\d{1,7})\s*\]/im.exec(lrc)?.[1] ?? 0);
  const lines: LyricsLine[] = [];
  for (const line of lrc.split(/\r?\n|\r/)) {
    const from = line.search(/\S/);
    if (from < 0) continue;
    const starts: number[] = [];
    let at = from;
    timeTag.lastIndex = at;
    for (let tag = timeTag.exec(line); tag !== null; tag = timeTag.exec(line)) {
      starts.push(millisecond(tag[1], tag[2], tag[3]));
      at = timeTag.lastIndex;
    }
    const text = line.slice(at).trim();
    // A positive offset shows the text sooner.
    for (const start of starts) lines.push({ startMs: Math.max(0, start - offset), text });
  }
  return lines.sort((a, b) => a.startMs - b.startMs);
}
