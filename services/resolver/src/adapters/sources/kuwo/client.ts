import { type Fault, toFault } from '@catalogsync/faults';
import type { AddressTrust, HttpClient } from '@catalogsync/outbound-http';
import type { Static, TSchema } from 'typebox';
import { unexpected } from '../layout.js';
import { type CalledService, refusal, type ServiceCall, ServiceCalls } from '../service-calls.js';
import { chartMenuShape, chartShape, playlistShape, recommendedShape, searchShape, songShape } from './wire.js';

const hosts = {
  search: 'http://search.kuwo.cn',
  charts: 'http://kbangserver.kuwo.cn',
  playlists: 'http://nplserver.kuwo.cn',
  programs: 'http://wapi.kuwo.cn',
  files: 'http://antiserver.kuwo.cn',
  site: 'http://www.kuwo.cn',
} as const;

/** Rows of a full page; larger pages may be cut. */
export const pageSizes = { chart: 30, playlist: 100, recommended: 30 } as const;

const referer = { referer: 'http://www.kuwo.cn/' } as const;
const ofProgram = { vipver: 'MUSIC_9.0.5.0_W1', newver: '1' } as const;

/** Kuwo's endpoints without a token; those of its site, which want one, only for single songs and the list of charts. */
export class KuwoClient {
  private readonly calls: ServiceCalls;
  private token: string | undefined;

  /** The address is for all hosts, told apart by their paths; empty for Kuwo's own. */
  constructor(http: HttpClient, settings: Pick<CalledService, 'url' | 'pace'>) {
    const hint = 'Kuwo refuses this machine or wants a log-in; open www.kuwo.cn in a browser, or set KUWO_ENABLED=no.';
    this.calls = new ServiceCalls(http, { name: 'kuwo', ...settings, hint, refusalIn });
  }

  async search(words: string, limit: number, signal: AbortSignal) {
    const form = { client: 'kt', ft: 'music', cluster: '0', strategy: '2012', encoding: 'utf8', rformat: 'json', mobi: '1' };
    const query = { all: words, pn: '0', rn: String(limit), vipver: '1', issubtitle: '1', ...form };
    return (await this.calls.ask({ origin: hosts.search, path: '/r.s', query, shape: searchShape, endpoint: 'r.s' }, signal)).value;
  }

  async chart(id: string, page: number, signal: AbortSignal) {
    const form = { from: 'pc', fmt: 'json', type: 'bang', data: 'content', show_copyright_off: '0', pcmp4: '1', isbang: '1' };
    const query = { ...form, id, pn: String(page), rn: String(pageSizes.chart) };
    return (await this.calls.ask({ origin: hosts.charts, path: '/ksong.s', query, shape: chartShape, endpoint: 'ksong.s' }, signal)).value;
  }

  async playlist(id: string, page: number, signal: AbortSignal) {
    const form = { op: 'getlistinfo', encode: 'utf8', keyset: 'pl2012', identity: 'kuwo', pcmp4: '1', ...ofProgram };
    const query = { ...form, pid: id, pn: String(page), rn: String(pageSizes.playlist) };
    return (await this.calls.ask({ origin: hosts.playlists, path: '/pl.svc', query, shape: playlistShape, endpoint: 'pl.svc' }, signal))
      .value;
  }

  /** @param page from 0 */
  async recommended(page: number, signal: AbortSignal) {
    const caller = { loginUid: '0', loginSid: '0', appUid: '76039576' };
    const query = { ...caller, pn: String(page + 1), rn: String(pageSizes.recommended), order: 'hot' };
    const path = '/api/pc/classify/playlist/getRcmPlayList';
    const call = { origin: hosts.programs, path, query, shape: recommendedShape, endpoint: 'getRcmPlayList' };
    return (await this.calls.ask(call, signal)).value.data.data;
  }

  async chartMenu(signal: AbortSignal) {
    const path = '/api/www/bang/bang/bangMenu';
    return (await this.onSite({ path, shape: chartMenuShape, endpoint: 'bangMenu', query: { httpsStatus: '1' } }, signal)).data;
  }

  async song(id: string, signal: AbortSignal) {
    const path = '/api/www/music/musicInfo';
    const call = { path, shape: songShape, endpoint: 'musicInfo', absence: 'Kuwo has no such song' };
    return (await this.onSite({ ...call, query: { mid: id, httpsStatus: '1' } }, signal)).data;
  }

  /** Where the file of a song is now; the answer is the address itself, or anything else if there is none. */
  async fileAddress(id: string, signal: AbortSignal): Promise<{ readonly text: string; readonly trust: AddressTrust }> {
    const query = { format: 'mp3', rid: `MUSIC_${id}`, type: 'convert_url', response: 'url' };
    const { bytes, trust } = await this.calls.bytes({}, { origin: hosts.files, path: '/anti.s', query }, signal);
    return { text: new TextDecoder().decode(bytes).trim(), trust };
  }

  /** With the token that the site hands to every visitor; an old one is exchanged once. */
  private async onSite<S extends TSchema>(call: Omit<ServiceCall<S>, 'origin'>, signal: AbortSignal): Promise<Static<S>> {
    for (let isNew = false; ; ) {
      isNew ||= this.token === undefined;
      const token = this.token ?? (await this.newToken(signal));
      const headers = { ...referer, cookie: `kw_token=${token}`, csrf: token };
      try {
        return (await this.calls.ask({ ...call, origin: hosts.site }, signal, headers)).value;
      } catch (error) {
        const fault = toFault(error);
        this.token = undefined;
        if (isNew || !['unauthenticated', 'permission_denied'].includes(fault.code)) throw fault;
      }
    }
  }

  private async newToken(signal: AbortSignal): Promise<string> {
    const { cookies } = await this.calls.bytes({}, { origin: hosts.site, path: '/' }, signal);
    const token = cookies.find((cookie) => cookie.startsWith('kw_token='))?.slice('kw_token='.length);
    if (token === undefined || token === '') {
      throw unexpected('kuwo first page', 'no cookie kw_token');
    }
    this.token = token;
    return token;
  }
}

/** The site reports failures by `success` or a code beside the data, the playlist server by a word. */
function refusalIn(answer: object, endpoint: string): Fault | undefined {
  const { success, message = '', msg = '', code, result } = answer as Record<string, unknown>;
  if (typeof result === 'string' && result !== 'ok') return refusal(endpoint, { code: result, fault: 'not_found' });
  if (success === false || (typeof code === 'number' && code !== 200)) return refusal(endpoint, { code, words: message || msg });
  return undefined;
}
