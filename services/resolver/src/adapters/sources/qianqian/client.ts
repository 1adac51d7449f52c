import { createHash } from 'node:crypto';
import { Fault, type FaultCode } from '@catalogsync/faults';
import type { HttpClient, JsonShape } from '@catalogsync/outbound-http';
import type { TSchema } from 'typebox';
import { unexpected } from '../layout.js';
import type { RequestPace } from '../request-pace.js';
import { refusal, ServiceCalls } from '../service-calls.js';
import { countOf, type NumberOrText, wordOf } from '../service-values.js';
import { chartMenuShape, chartShape, linkShape, playlistShape, playlistsShape, type Song, searchShape } from './wire.js';

export interface QianqianSettings {
  readonly url: string;
  readonly appId: string;
  /** What requests are signed with. */
  readonly secret: string;
  /** A request waits for its turn. */
  readonly pace: RequestPace;
}

/** Rows of a full page. */
export const pageSizes = { tracks: 50, playlists: 20 } as const;

/** Its servers want to see it. */
export const referer = { referer: 'https://music.91q.com/' } as const;

const hint = 'Check QIANQIAN_APPID and QIANQIAN_SECRET: Qianqian accepts only requests that are signed with them.';

/** Qianqian's own endpoints. Every request is signed with the secret that the user configured. */
export class QianqianClient {
  private readonly calls: ServiceCalls;

  constructor(
    http: HttpClient,
    private readonly settings: QianqianSettings,
  ) {
    const headers = { ...referer, from: 'web' };
    this.calls = new ServiceCalls(http, { name: 'qianqian', url: settings.url, pace: settings.pace, headers, hint, refusalIn });
  }

  async search(words: string, limit: number, signal: AbortSignal): Promise<readonly Song[]> {
    const query = { word: words, type: '1', pageNo: '1', pageSize: String(limit) };
    const { typeTrack, total } = (await this.call('/search', query, searchShape, signal)).value.data;
    return rowsOf(typeTrack, total, 'search', 'typeTrack');
  }

  async chartMenu(signal: AbortSignal) {
    return (await this.call('/bd/category', {}, chartMenuShape, signal)).value.data;
  }

  /** @param page from 0 */
  async chart(id: string, page: number, signal: AbortSignal) {
    const { result, ...about } = (await this.call('/bd/list', { bdid: id, ...pageQuery(page, pageSizes.tracks) }, chartShape, signal)).value
      .data;
    return { about, songs: rowsOf(result, page === 0 ? about.total : 0, 'bd/list', 'result') };
  }

  /** @param page from 0 */
  async recommended(page: number, signal: AbortSignal) {
    const { result, total } = (await this.call('/tracklist/list', pageQuery(page, pageSizes.playlists), playlistsShape, signal)).value.data;
    return rowsOf(result, page === 0 ? total : 0, 'tracklist/list', 'result');
  }

  /** @param page from 0 */
  async playlist(id: string, page: number, signal: AbortSignal) {
    const query = { id, ...pageQuery(page, pageSizes.tracks) };
    const { trackList, ...about } = (await this.call('/tracklist/info', query, playlistShape, signal)).value.data;
    return { about, songs: rowsOf(trackList, page === 0 ? about.trackCount : 0, 'tracklist/info', 'trackList') };
  }

  /** The song with its file's address, which soon expires. @param rate in kbit/s; empty for what the service likes to give */
  link(id: string, rate: string, signal: AbortSignal) {
    return this.call('/song/tracklink', { TSID: id, ...(rate === '' ? {} : { rate }) }, linkShape, signal);
  }

  private call<S extends TSchema>(path: string, query: Readonly<Record<string, string>>, shape: JsonShape<S>, signal: AbortSignal) {
    const { url, secret, appId } = this.settings;
    if (secret === '') {
      throw new Fault('failed_precondition', 'qianqian is not set up: QIANQIAN_SECRET is empty', {
        hint: 'Set it in secrets.env to the secret that requests to Qianqian are signed with.',
      });
    }
    const plain = { ...query, appid: appId, timestamp: String(Math.floor(Date.now() / 1000)) };
    const signed = { ...plain, sign: signatureOf(plain, secret) };
    return this.calls.ask({ origin: url, path: `/v1${path}`, query: signed, shape, endpoint: path.slice(1) }, signal);
  }
}

const pageQuery = (page: number, size: number) => ({ pageNo: String(page + 1), pageSize: String(size) });

/** The service's own scheme: the values as they are, not encoded. */
function signatureOf(query: Readonly<Record<string, string>>, secret: string): string {
  const pairs = Object.entries(query).map(([name, value]) => [name, value] as const);
  const sorted = pairs.sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, value]) => `${name}=${value}`);
  return createHash('md5')
    .update(sorted.join('&') + secret)
    .digest('hex');
}

/** Rows may be null where there are none. */
function rowsOf<T>(rows: readonly T[] | undefined, claimed: NumberOrText | undefined, endpoint: string, field: string): readonly T[] {
  if (rows === undefined && (countOf(claimed) ?? 0) > 0) throw unexpected(`qianqian ${endpoint}`, `no data.${field}`);
  return rows ?? [];
}

/** Some lists report 0 as success. */
const successes: readonly string[] = ['22000', '0'];
const meanings: Readonly<Record<string, FaultCode>> = { '23001': 'invalid_argument', '23010': 'not_found' };

function refusalIn(answer: object, endpoint: string): Fault | undefined {
  const { state, errno, errmsg: words } = answer as Record<string, unknown>;
  const code = wordOf(errno);
  if (state !== false && (errno === undefined || successes.includes(code))) return undefined;
  return refusal(endpoint, { code, words, fault: meanings[code] });
}
