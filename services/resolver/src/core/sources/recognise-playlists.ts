import { platformName } from '@catalogsync/catalog';
import { Fault } from '@catalogsync/faults';
import { idAt, isHostOf, isShortHostOf, type Platform, songIdAt } from './playlist-addresses.js';

/** A playlist that a line names. */
interface NamedPlaylist {
  readonly platform: string;
  readonly remoteId: string;
  /** The address in the line; undefined if it gives the id. */
  readonly url: string | undefined;
}

/** A song whose address is a line. */
export interface NamedSong {
  readonly platform: string;
  readonly songId: string;
  readonly url: string;
}

/** The address of a platform's short link, which says nothing by itself. */
export interface ShortLink {
  readonly platform: string;
  readonly shortLink: string;
}

/** What a line names, or why it is invalid. */
export type Recognition = NamedPlaylist | NamedSong | ShortLink | { readonly reason: string };

export interface RecognisedLines {
  /** One per line, in the order given. */
  readonly lines: readonly Recognition[];
  /** Every platform whose playlists can be named. */
  readonly platforms: readonly string[];
}

/** In one request. @internal for tests */
export const mostLines = 1000;

/** Recognises the addresses of playlists and songs by their form, without asking anybody. */
export class PlaylistRecogniser {
  private readonly platforms: readonly string[];

  /** @param known platforms whose playlists may be named */
  constructor(private readonly known: readonly Platform[]) {
    this.platforms = known.map(({ name }) => name);
  }

  /**
   * A line is an address, `platform,address` or `platform,id`.
   * @throws Fault `invalid_argument` for more than `mostLines`
   */
  recognise(lines: readonly string[]): RecognisedLines {
    if (lines.length > mostLines) throw new Fault('invalid_argument', `more than ${mostLines} lines`);
    return { lines: lines.map((line) => this.readLine(line)), platforms: this.platforms };
  }

  /** The song at an address, with or without its scheme; an address that names a playlist too counts as the song's. */
  recogniseSong(link: string): NamedSong | ShortLink | { readonly reason: string } {
    const text = link.trim();
    const url = addressOf(text);
    if (url === undefined) return { reason: 'not an address' };
    const known = this.readAddress(text, url, undefined);
    if ('reason' in known || 'songId' in known || 'shortLink' in known) return known;
    const { platform } = known;
    const addresses = this.known.find(({ name }) => name === platform)?.addresses;
    const songId = addresses === undefined ? undefined : songIdAt(addresses, url);
    return songId === undefined ? { reason: `the address of a playlist at ${platform}, not of a song` } : { platform, songId, url: text };
  }

  private readLine(line: string): Recognition {
    const url = addressOf(line);
    if (url !== undefined) return this.readAddress(line, url, undefined);
    // In an address, a comma or colon follows a plain word only after the scheme.
    const [, word, rest] = /^([\w.-]+)\s*[,:]\s*(.*)$/u.exec(line) ?? [];
    if (word === undefined || rest === undefined) return { reason: 'neither an address nor "platform,id"' };
    const platform = this.nameOf(word);
    if (platform === undefined) return { reason: `unknown platform ${quoted(word)}` };
    const address = addressOf(rest);
    if (address !== undefined) return this.readAddress(rest, address, platform);
    return rest === '' ? { reason: 'no id after the platform' } : { platform, remoteId: rest, url: undefined };
  }

  /** By name, alias, or the name of an earlier tool's client (behaviours 27, 205). */
  private nameOf(word: string): string | undefined {
    const wanted = platformName(word);
    return this.known.find(({ name, aliases = [] }) => name === wanted || aliases.includes(wanted))?.name;
  }

  private readAddress(text: string, url: URL, expected: string | undefined): Recognition {
    if (url.username !== '' || url.password !== '') return { reason: 'an address with a user name or password' };
    const platform =
      this.known.find(({ addresses }) => isShortHostOf(addresses, url.hostname)) ??
      this.known.find(({ addresses }) => isHostOf(addresses, url.hostname));
    if (platform === undefined) return { reason: `unknown platform ${quoted(url.hostname)}` };
    const { name, addresses } = platform;
    if (expected !== undefined && name !== expected) return { reason: `an address of ${name}, not of ${expected}` };
    const remoteId = idAt(addresses, url);
    if (remoteId !== undefined) return { platform: name, remoteId, url: text };
    const songId = songIdAt(addresses, url);
    if (songId !== undefined) return { platform: name, songId, url: text };
    if (isShortHostOf(addresses, url.hostname)) return { platform: name, shortLink: url.href };
    return { reason: `not the address of a playlist or song at ${name}` };
  }
}

const quoted = (text: string): string => `"${text.length > 200 ? `${text.slice(0, 200)}…` : text}"`;

/** With its scheme, or starting at its host as browsers show it. */
function addressOf(text: string): URL | undefined {
  if (/\s/.test(text)) return undefined;
  const whole = /^https?:\/\//i.test(text) ? text : /^[a-z0-9-]+(\.[a-z0-9-]+)+\//i.test(text) ? `https://${text}` : undefined;
  return whole === undefined ? undefined : (URL.parse(whole) ?? undefined);
}
