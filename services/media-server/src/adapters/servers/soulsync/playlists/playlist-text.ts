/** One entry of a playlist file: the line that names a file, and the comments and directives before it. */
export interface PlaylistLine {
  readonly comments: readonly string[];
  /** As written: a path or an address. */
  readonly location: string;
}

/** An M3U file, so that writing what was read gives the same lines again. */
export interface PlaylistText {
  /** Lines before those of the first entry. */
  readonly head: readonly string[];
  readonly entries: readonly PlaylistLine[];
  /** Lines after the last entry. */
  readonly tail: readonly string[];
  readonly lineEnd: '\n' | '\r\n';
}

const nameDirective = /^#PLAYLIST:\s*(.*)$/i;
const descriptionDirective = /^#DESCRIPTION:\s*(.*)$/i;

export function newPlaylistText(name: string, description: string | undefined): PlaylistText {
  const head = ['#EXTM3U', `#PLAYLIST:${oneLine(name)}`];
  if (description !== undefined && oneLine(description) !== '') head.push(`#DESCRIPTION:${oneLine(description)}`);
  return { head, entries: [], tail: [], lineEnd: '\n' };
}

/** Never throws: what is no comment is the location of an entry. */
export function parsePlaylist(text: string): PlaylistText {
  const lines = text.replace(/^\uFEFF/, '').split(/\r\n|\n|\r/);
  if (lines.at(-1) === '') lines.pop();
  const entries: PlaylistLine[] = [];
  let head: string[] | undefined;
  let comments: string[] = [];
  for (const line of lines) {
    if (line.trim() === '' || line.startsWith('#')) {
      comments.push(line);
      continue;
    }
    if (head === undefined) {
      const ofEntry = comments.findIndex((comment) => comment.startsWith('#EXTINF'));
      head = ofEntry < 0 ? comments : comments.slice(0, ofEntry);
      comments = ofEntry < 0 ? [] : comments.slice(ofEntry);
    }
    entries.push({ comments, location: line });
    comments = [];
  }
  return { head: head ?? comments, entries, tail: head === undefined ? [] : comments, lineEnd: text.includes('\r\n') ? '\r\n' : '\n' };
}

export function formatPlaylist({ head, entries, tail, lineEnd }: PlaylistText): string {
  const lines = [...head, ...entries.flatMap(({ comments, location }) => [...comments, location]), ...tail];
  return lines.map((line) => `${line}${lineEnd}`).join('');
}

/** What the file says it is called; undefined if it does not. */
export const nameIn = ({ head }: PlaylistText): string | undefined => directive(head, nameDirective);
export const descriptionIn = ({ head }: PlaylistText): string | undefined => directive(head, descriptionDirective);

/** A playlist of HTTP live streaming (RFC 8216) lists the pieces of one stream. */
export function isStreamIndex({ head, entries }: PlaylistText): boolean {
  return [head, entries[0]?.comments ?? []].flat().some((line) => /^#EXT-X-(?:TARGETDURATION|STREAM-INF|MEDIA-SEQUENCE)/.test(line));
}

/**
 * The entry of a file.
 * @param path from the folder of the playlist, with `/`
 */
export function lineFor(
  path: string,
  details: { readonly title: string; readonly artist: string; readonly seconds: number },
): PlaylistLine {
  const shown = details.artist === '' ? details.title : `${details.artist} - ${details.title}`;
  // At the beginning of a line, "#" is a comment, "x:" an address, and readers drop spaces.
  const location = /^(?:#|\s|[a-z][a-z0-9+.-]*:)/i.test(path) ? `./${path}` : path;
  return { comments: [`#EXTINF:${details.seconds},${oneLine(shown)}`], location };
}

/** Paths that an entry may mean, most likely first; empty for addresses of streams. */
export function pathsOf({ location }: PlaylistLine): string[] {
  const trimmed = location.trim();
  if (/^file:/i.test(trimmed)) return [decoded(trimmed.replace(/^file:(?:\/\/(?:localhost)?(?=\/))?/i, ''))];
  // A scheme has two letters or more: "C:" is a drive.
  if (/^[a-z][a-z0-9+.-]+:\/\//i.test(trimmed)) return [];
  return [...new Set([location, trimmed, trimmed.replaceAll('\\', '/'), decoded(trimmed)])];
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    // A percent sign of the name itself.
    return text;
  }
}

function directive(lines: readonly string[], pattern: RegExp): string | undefined {
  for (const line of lines) {
    const value = pattern.exec(line)?.[1]?.trim();
    if (value !== undefined && value !== '') return value;
  }
  return undefined;
}

function oneLine(text: string): string {
  return text.replace(/[\s\p{Cc}]+/gu, ' ').trim();
}
