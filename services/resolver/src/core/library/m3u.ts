/** What an M3U file says, before its entries are looked up. */
export interface M3uPlaylist {
  /** From `#PLAYLIST:`. */
  readonly title: string | undefined;
  /** Paths as written, in order, repeats included. */
  readonly entries: readonly string[];
  /** Entries that are stream addresses, not files. */
  readonly streams: readonly string[];
  /** A media playlist of HTTP live streaming (RFC 8216): its entries are segments, not songs. */
  readonly isStreamIndex: boolean;
}

/** A longer playlist is cut here; the rest is reported. */
export const maxPlaylistEntries = 20_000;

/**
 * Reads M3U, extended or plain: one path per line, lines with `#` are comments or directives, of which
 * `#PLAYLIST:` names the list. `#EXTINF` is ignored: the files' own tags know better. Never throws.
 */
export function parseM3u(text: string): M3uPlaylist {
  const entries: string[] = [];
  const streams: string[] = [];
  let title: string | undefined;
  let isStreamIndex = false;
  for (const raw of text.replace(/^\uFEFF/, '').split(/\r\n|\n|\r/)) {
    const line = raw.trim();
    if (line === '') continue;
    if (line.startsWith('#')) {
      const named = /^#PLAYLIST:\s*(.*)$/i.exec(line)?.[1];
      title ??= named || undefined;
      if (/^#EXT-X-(?:TARGETDURATION|STREAM-INF|MEDIA-SEQUENCE)\b/.test(line)) isStreamIndex = true;
    } else if (isStream(line)) {
      streams.push(line);
    } else {
      // A name may begin or end with a space, so it is kept as it stands.
      entries.push(raw);
    }
  }
  return { title, entries, streams, isStreamIndex };
}

/** A scheme has two or more letters, so a drive such as `C:` is not one. */
function isStream(line: string): boolean {
  return /^[a-z][a-z0-9+.-]+:\/\//i.test(line) && !/^file:/i.test(line);
}

/**
 * The absolute paths that an entry may mean, most likely first: as written, then with backslashes as separators, then
 * percent-decoded. `folder` is the absolute folder of the playlist.
 */
export function entryPaths(entry: string, folder: string): string[] {
  const spellings = /^file:/i.test(entry.trim()) ? fileUrlPaths(entry.trim()) : plainSpellings(entry);
  const paths = spellings.map((spelling) => normalisePath(spelling.startsWith('/') ? spelling : `${folder}/${spelling}`));
  return [...new Set(paths)];
}

function plainSpellings(entry: string): string[] {
  const spellings = [entry, entry.trim()];
  if (entry.includes('\\')) spellings.push(entry.trim().replaceAll('\\', '/'));
  for (const spelling of [...spellings]) {
    const decoded = percentDecoded(spelling);
    if (decoded !== undefined) spellings.push(decoded);
  }
  return spellings;
}

/** `file:///a`, `file:/a` and `file://localhost/a` (RFC 8089); another host is another machine's. */
function fileUrlPaths(url: string): string[] {
  const match = /^file:(?:\/\/(?:localhost)?(?=\/))?(\/.*)$/i.exec(url.replaceAll('\\', '/'));
  const path = match?.[1];
  if (path === undefined || path.startsWith('//')) return [];
  const decoded = percentDecoded(path);
  return decoded === undefined ? [path] : [decoded, path];
}

/** `undefined` if nothing is encoded, or the result is not UTF-8. */
function percentDecoded(text: string): string | undefined {
  if (!/%[0-9a-f]{2}/i.test(text)) return undefined;
  try {
    return decodeURIComponent(text.replace(/%(?![0-9a-f]{2})/gi, '%25'));
  } catch {
    // With a lone %, throwing is the only sign of bytes that are not UTF-8.
    return undefined;
  }
}

/** Resolves `.`, `..` and repeated slashes of an absolute path; `..` never leaves `/`. @internal for tests */
export function normalisePath(path: string): string {
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue;
    if (part === '..') parts.pop();
    else parts.push(part);
  }
  return `/${parts.join('/')}`;
}
