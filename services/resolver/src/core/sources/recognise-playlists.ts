import { platformName } from '@catalogsync/catalog';
import { Fault } from '@catalogsync/faults';
import { idAt, isHostOf, type Platform } from './playlist-addresses.js';

/** A playlist that a line names. */
interface NamedPlaylist {
  readonly platform: string;
  readonly remoteId: string;
  /** The address in the line; undefined if it gives the id. */
  readonly url: string | undefined;
}

/** What a line names, or why it is invalid. */
export type Recognition = NamedPlaylist | { readonly reason: string };

export interface RecognisedLines {
  /** One per line, in the order given. */
  readonly lines: readonly Recognition[];
  /** Every platform whose playlists can be named. */
  readonly platforms: readonly string[];
}

/** In one request. @internal for tests */
export const mostLines = 1000;

/** Recognises playlist addresses by their form, without asking anybody. */
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
    const platform = this.known.find(({ addresses }) => isHostOf(addresses, url.hostname));
    if (platform === undefined) return { reason: `unknown platform ${quoted(url.hostname)}` };
    const { name, addresses } = platform;
    if (expected !== undefined && name !== expected) return { reason: `an address of ${name}, not of ${expected}` };
    const remoteId = idAt(addresses, url);
    return remoteId === undefined ? { reason: `not the address of a playlist at ${name}` } : { platform: name, remoteId, url: text };
  }
}

const quoted = (text: string): string => `"${text.length > 200 ? `${text.slice(0, 200)}…` : text}"`;

/** With its scheme, or starting at its host as browsers show it. */
function addressOf(text: string): URL | undefined {
  if (/\s/.test(text)) return undefined;
  const whole = /^https?:\/\//i.test(text) ? text : /^[a-z0-9-]+(\.[a-z0-9-]+)+\//i.test(text) ? `https://${text}` : undefined;
  return whole === undefined ? undefined : (URL.parse(whole) ?? undefined);
}
