import { Fault } from '@catalogsync/faults';
import type { PlaylistRecogniser, Recognised, RecognisedLine } from '../../src/core/playlist-file/playlist-recogniser.js';

/** Knows one host per platform; an address there ends with the number of its playlist. */
export class MemoryPlaylistRecogniser implements PlaylistRecogniser {
  /** If set, every call throws it. */
  fault: Fault | undefined;
  readonly shortLinks: Record<string, string> = {};

  constructor(private readonly hosts: Readonly<Record<string, string>>) {}

  async recognise(lines: readonly string[], signal: AbortSignal): Promise<Recognised> {
    if (signal.aborted) throw new Fault('canceled', 'the question was canceled');
    if (this.fault !== undefined) throw this.fault;
    return { lines: lines.map((line) => this.readLine(line)), platforms: Object.keys(this.hosts) };
  }

  async recogniseByForm(lines: readonly string[], signal: AbortSignal): Promise<Recognised> {
    const { lines: found, platforms } = await this.recognise(lines, signal);
    return { lines: found.map((line, at) => (this.isShort(lines[at] ?? '') ? { shortLinkOf: 'qq' } : line)), platforms };
  }

  private isShort(line: string): boolean {
    return line.startsWith('https://short.example/');
  }

  private readLine(given: string): RecognisedLine {
    const line = this.isShort(given) ? (this.shortLinks[given] ?? 'leads nowhere') : given;
    const [, songHost, songId] = /^https:\/\/([^/]+)\/(?:song\/|watch\?v=)([\w-]+)$/.exec(line) ?? [];
    const of = Object.keys(this.hosts).find((name) => this.hosts[name] === songHost);
    if (of !== undefined && songId !== undefined) return { platform: of, songId };
    const [, host, remoteId] = /^https:\/\/([^/]+)\/.*?(\d+)$/.exec(line) ?? [];
    const at = Object.keys(this.hosts).find((name) => this.hosts[name] === host);
    if (at !== undefined && remoteId !== undefined) return { platform: at, remoteId, url: given };
    const [, platform = '', id = ''] = /^(\w+),(.+)$/.exec(line) ?? [];
    return Object.hasOwn(this.hosts, platform) ? { platform, remoteId: id, url: undefined } : { reason: 'nothing known' };
  }
}
