import { Fault } from '@catalogsync/faults';
import { platformOfHost, playlistPlatforms, remoteIdAt } from './playlist-addresses.js';
import { isRemoteId, type PlaylistReference, scopedPlaylistLimit, withoutRepeats } from './playlist-scope.js';

/** In bytes: some 10,000 lines of addresses. */
export const largestPlaylistFile = 2 * 1024 * 1024;

type Reading = { readonly ok: true; readonly reference: PlaylistReference } | { readonly ok: false; readonly reason: string };

const fail = (reason: string): Reading => ({ ok: false, reason });
const quoted = (line: string): string => `"${line.length > 200 ? `${line.slice(0, 200)}…` : line}"`;

/**
 * Reads a playlist file (behaviour 139): each line a URL, `platform,URL` or `platform,remote id`, in
 * UTF-8 with or without a byte order mark. Blank lines and lines that begin with `#` are skipped,
 * repeats dropped. `name` is what messages call the file.
 * @throws Fault `invalid_argument` that names number and text of the first line that cannot be read, or
 *   that says that the file is no text, too large, or names no playlist
 */
export function parsePlaylistFile(bytes: Uint8Array, name: string): PlaylistReference[] {
  if (bytes.length > largestPlaylistFile) throw new Fault('invalid_argument', `${name} is too large for a playlist file`);
  const references: PlaylistReference[] = [];
  for (const [index, raw] of textOf(bytes, name)
    .split(/\r\n|\r|\n/)
    .entries()) {
    const line = raw.trim();
    if (line === '' || line.startsWith('#')) continue;
    const reading = readLine(line);
    if (!reading.ok) throw new Fault('invalid_argument', `${name}, line ${index + 1}: ${reading.reason}: ${quoted(line)}`, { hint });
    references.push(reading.reference);
  }
  const playlists = withoutRepeats(references);
  if (playlists.length === 0) throw new Fault('invalid_argument', `${name} names no playlist`, { hint });
  if (playlists.length > scopedPlaylistLimit) {
    throw new Fault('invalid_argument', `${name} names more than ${scopedPlaylistLimit} playlists`, { hint: 'Split it.' });
  }
  return playlists;
}

const hint = `Write one playlist a line: its address, or "platform,id". Platforms: ${playlistPlatforms.join(', ')}.`;

function textOf(bytes: Uint8Array, name: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    throw new Fault('invalid_argument', `${name} is no text in UTF-8`, { hint: 'Save it as UTF-8.', cause: error });
  }
}

function readLine(line: string): Reading {
  const url = addressOf(line);
  if (url !== undefined) return readAddress(line, url, undefined);
  // No address has a comma or a colon after a plain word, but for its own scheme.
  const [, word, rest] = /^([\w.-]+)\s*[,:]\s*(.*)$/u.exec(line) ?? [];
  if (word === undefined || rest === undefined) return fail('neither an address nor "platform,id"');
  const platform = word.toLowerCase();
  if (!playlistPlatforms.includes(platform)) return fail(`unknown platform ${quoted(word)}`);
  const address = addressOf(rest);
  if (address !== undefined) return readAddress(rest, address, platform);
  if (!isRemoteId(rest)) return fail('no id after the platform');
  return { ok: true, reference: { platform, remoteId: rest, url: undefined } };
}

function readAddress(text: string, url: URL, expected: string | undefined): Reading {
  if (url.username !== '' || url.password !== '') return fail('an address with a user name or password');
  const platform = platformOfHost(url.hostname);
  if (platform === undefined) return fail(`unknown platform ${quoted(url.hostname)}`);
  if (expected !== undefined && platform !== expected) return fail(`an address of ${platform}, not of ${expected}`);
  const remoteId = remoteIdAt(platform, url);
  if (remoteId === undefined || !isRemoteId(remoteId)) return fail(`no address of a playlist at ${platform}`);
  return { ok: true, reference: { platform, remoteId, url: text } };
}

/** With its scheme, or from its host on as browsers show it. */
function addressOf(text: string): URL | undefined {
  if (/\s/.test(text)) return undefined;
  const whole = /^https?:\/\//i.test(text) ? text : /^[a-z0-9-]+(\.[a-z0-9-]+)+\//i.test(text) ? `https://${text}` : undefined;
  return whole !== undefined && URL.canParse(whole) ? new URL(whole) : undefined;
}
