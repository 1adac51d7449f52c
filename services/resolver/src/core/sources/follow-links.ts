import { Fault, toFault } from '@catalogsync/faults';
import type { NamedSong, PlaylistRecogniser, RecognisedLines, Recognition, ShortLink } from './recognise-playlists.js';

/** Asks one host where an address redirects to. */
export interface RedirectReader {
  /**
   * The address that this one redirects to, by http or https; undefined if it does not redirect. Nothing else is read.
   * @throws Fault as any request
   */
  redirectOf(url: string, signal: AbortSignal): Promise<string | undefined>;
}

/** Short links that lead to short links. @internal for tests */
export const mostHops = 5;
/** Followed in one request; further ones are refused. @internal for tests */
export const mostShortLinks = 100;
/** Followed at a time. */
const atOnce = 8;

/**
 * Recognises addresses as `PlaylistRecogniser` does, and follows short links: only hosts that platforms declare for them
 * are asked, never the page that a link ends at.
 */
export class LinkFollower {
  constructor(
    private readonly recogniser: PlaylistRecogniser,
    private readonly redirects: RedirectReader,
  ) {}

  /** Contacts no one. @throws Fault `invalid_argument` for too many lines */
  byForm(lines: readonly string[]): RecognisedLines {
    return this.recogniser.recognise(lines);
  }

  /** @throws Fault `invalid_argument` for too many lines; the signal's reason */
  async recognise(lines: readonly string[], signal: AbortSignal): Promise<RecognisedLines> {
    const { lines: found, platforms } = this.recogniser.recognise(lines);
    const read: Recognition[] = [...found];
    const short = found.flatMap((one, at) => ('shortLink' in one ? [{ at, one }] : []));
    for (const { at } of short.slice(mostShortLinks)) read[at] = { reason: `more than ${mostShortLinks} short links in one go` };
    const waiting = short.slice(0, mostShortLinks);
    const follow = async (): Promise<void> => {
      for (let next = waiting.shift(); next !== undefined; next = waiting.shift())
        read[next.at] = await this.ending(next.one, lines[next.at] ?? '', signal);
    };
    await Promise.all(Array.from({ length: atOnce }, follow));
    return { lines: read, platforms };
  }

  /**
   * The song at an address that people share.
   * @throws Fault `invalid_argument` if no song is there; as the request for a short link
   */
  async songAt(link: string, signal: AbortSignal): Promise<NamedSong> {
    let found = this.recogniser.recogniseSong(link);
    if ('shortLink' in found) found = this.recogniser.recogniseSong(await this.follow(found, signal));
    if ('songId' in found) return found;
    throw new Fault(
      'invalid_argument',
      'reason' in found ? `this link names no song: ${found.reason}` : 'the short link leads to another one',
      {
        hint: 'Give the address of one song, as the platform shares it.',
      },
    );
  }

  private async ending(link: ShortLink, line: string, signal: AbortSignal): Promise<Recognition> {
    let address: string;
    try {
      address = await this.follow(link, signal);
    } catch (error) {
      signal.throwIfAborted();
      return { reason: `its short link cannot be followed: ${toFault(error).message}` };
    }
    const [found = { reason: 'nothing' }] = this.recogniser.recognise([address]).lines;
    if ('reason' in found) return { reason: `its short link leads to ${found.reason}` };
    return 'shortLink' in found ? { reason: 'its short link leads to another one' } : { ...found, url: line };
  }

  /** The first address on the way that is no short link. */
  private async follow({ platform, shortLink }: ShortLink, signal: AbortSignal): Promise<string> {
    let address = shortLink;
    for (let hop = 0; hop < mostHops; hop++) {
      const target = await this.redirects.redirectOf(address, signal);
      if (target === undefined) throw new Fault('not_found', `the short link of ${platform} leads nowhere`);
      address = target;
      const [found] = this.recogniser.recognise([address]).lines;
      if (found === undefined || !('shortLink' in found)) return address;
    }
    throw new Fault('failed_precondition', `the short link of ${platform} leads through more than ${mostHops} others`);
  }
}
