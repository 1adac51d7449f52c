import { type AddressTrust, configuredAddress, type HttpClient, JsonShape, type OutboundRequest } from '@catalogsync/outbound-http';
import { type Static, type TSchema, Type } from 'typebox';
import { atEndpoint } from '../layout.js';
import type { RequestPace } from '../request-pace.js';
import { briefly } from '../retries.js';
import { faultOfCode, session } from './failures.js';
import { codeShape, dataShape } from './wire.js';

export interface QqSettings {
  /** Base address for everything, without a trailing slash; empty for the service's own hosts. */
  readonly url: string;
  /** The user's own cookie; empty for none. */
  readonly cookie: string;
  /** Resolves when the next request may be sent. */
  readonly pace: RequestPace;
}

/** A method behind the gateway. */
export interface Method {
  /** Under which the request and its answer stand. */
  readonly key: string;
  readonly module: string;
  readonly method: string;
}

const maxBytes = 16 * 1024 * 1024;

const anything = new JsonShape(Type.Unknown());

/** The gateway of QQ Music and the older addresses beside it. */
export class QqGateway {
  /** The user's number in the cookie; 0 for nobody. */
  readonly uin: string;
  private readonly headers: Readonly<Record<string, string>>;
  private readonly gateway: string;
  private readonly older: string;
  private readonly pace: QqSettings['pace'];

  constructor(
    private readonly http: HttpClient,
    { url, cookie, pace }: QqSettings,
  ) {
    this.pace = pace;
    this.gateway = url === '' ? 'https://u.y.qq.com' : url;
    this.older = url === '' ? 'https://c.y.qq.com' : url;
    const ownCookie = cookie.trim().replace(/[^\x20-\x7e]/g, '');
    this.uin = /(?:^|;\s*)(?:qqmusic_|wx)?uin=o?0*(\d{1,20})/.exec(ownCookie)?.[1] ?? '0';
    this.headers = { accept: 'application/json', referer: 'https://y.qq.com/', ...(ownCookie === '' ? {} : { cookie: ownCookie }) };
  }

  /** The data that a method answers with. @throws Fault also for the codes in the answer */
  async call<S extends TSchema>(
    { key, module, method }: Method,
    param: object,
    shape: JsonShape<S>,
    signal: AbortSignal,
  ): Promise<{ readonly data: Static<S>; readonly trust: AddressTrust }> {
    const endpoint = `qq ${method}`;
    const comm = { ct: 24, cv: 0, uin: this.uin === '0' ? 0 : this.uin, format: 'json' };
    const request = {
      url: `${this.gateway}/cgi-bin/musicu.fcg`,
      method: 'POST',
      json: { comm, [key]: { module, method, param } },
    } as const;
    await this.pace.take(signal);
    const { bytes, trust } = await atEndpoint(endpoint, session, () =>
      this.http.fetchBytes({ ...request, ...this.common(this.gateway), signal }),
    );
    const whole = anything.parse(bytes, endpoint);
    refuse(codeShape.check(whole, endpoint).code, endpoint);
    const answer = dataShape.check((whole as Readonly<Record<string, unknown>>)[key], `${endpoint}, ${key}`);
    const { code, data = {} } = answer;
    for (const one of [code, data.code, data.retcode]) refuse(one ?? 0, endpoint);
    return { data: shape.check(data, endpoint), trust };
  }

  /** What an older address answers with; some wrap it in a call although they are asked for JSON. */
  async ask<S extends TSchema>(
    path: string,
    asked: Readonly<Record<string, string>>,
    shape: JsonShape<S>,
    signal: AbortSignal,
  ): Promise<Static<S>> {
    const endpoint = `qq ${path.slice(path.lastIndexOf('/') + 1)}`;
    const url = `${this.older}${path}?${new URLSearchParams({ ...asked, format: 'json' })}`;
    await this.pace.take(signal);
    const { bytes } = await atEndpoint(endpoint, session, () => this.http.fetchBytes({ url, ...this.common(this.older), signal }));
    const answer = anything.parse(unwrapped(new TextDecoder().decode(bytes)), endpoint);
    refuse(codeShape.check(answer, endpoint).code, endpoint);
    return shape.check(answer, endpoint);
  }

  private common(base: string): Omit<OutboundRequest, 'url'> {
    return { trust: configuredAddress(base), sameServer: true, maxBytes, headers: this.headers, ...briefly };
  }
}

function refuse(code: number, endpoint: string): void {
  const fault = faultOfCode(code, endpoint);
  if (fault !== undefined) throw fault;
}

/** `callback({…})` is the JSON in it. */
const unwrapped = (text: string): string => /^\s*[\w$.]+\s*\(([\s\S]*)\)\s*;?\s*$/.exec(text)?.[1] ?? text;
