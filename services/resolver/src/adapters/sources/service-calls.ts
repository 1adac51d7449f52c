import { Fault, type FaultCode, toFault } from '@catalogsync/faults';
import {
  type AddressTrust,
  configuredAddress,
  type FileRequest,
  foreignAddress,
  type HttpClient,
  JsonShape,
} from '@catalogsync/outbound-http';
import { type Static, type TSchema, Type } from 'typebox';
import { orNothing } from '../../core/sources/answers.js';
import { asFile } from './handed-out-file.js';
import { atEndpoint } from './layout.js';
import { withHint, withLogInHint } from './log-in-hints.js';
import type { RequestPace } from './request-pace.js';
import { briefly } from './retries.js';
import { wordOf } from './service-values.js';

/** A service and what it wants of every request. */
export interface CalledService {
  /** As messages name it. */
  readonly name: string;
  /** Base address that the user configured for all of its hosts, told apart by their paths; empty for its own hosts. */
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** What to do if it wants a log-in, or refuses the caller. */
  readonly hint: string;
  /** A request waits for its turn. */
  readonly pace: RequestPace;
  /** The fault of a refusal inside an answer with status 200, see `refusal`; undefined for anything else. */
  readonly refusalIn: (answer: object, endpoint: string) => Fault | undefined;
}

interface InBandRefusal {
  /** The service's own number or word. */
  readonly code: unknown;
  readonly words?: unknown;
  /** What the number is known to mean; if left out, the words decide. */
  readonly fault?: FaultCode | undefined;
}

/** Where a request goes. */
export interface CallAddress {
  /** Scheme and host of the service's own server; left out where the user configures the address in any case. */
  readonly origin?: string;
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
}

/** A question whose answer is JSON. */
export interface ServiceCall<S extends TSchema> extends CallAddress {
  readonly shape: JsonShape<S>;
  /** What is asked for, in messages. */
  readonly endpoint: string;
  /** What an answer without any content means; if left out, it has the wrong shape. */
  readonly absence?: string;
}

export interface ServiceAnswer<T> {
  readonly value: T;
  /** For addresses in it. */
  readonly trust: AddressTrust;
}

/** An answer as it came. */
export interface AnswerBytes {
  readonly bytes: Uint8Array;
  readonly cookies: readonly string[];
  /** For addresses in it. */
  readonly trust: AddressTrust;
}

const mostBytes = 16 * 1024 * 1024;
const anyJson = new JsonShape(Type.Unknown());

/** Requests to a service with several hosts, failures inside successful answers included. */
export class ServiceCalls {
  constructor(
    private readonly http: HttpClient,
    private readonly service: CalledService,
  ) {}

  /**
   * @throws Fault with the code of a refusal inside the answer; `not_found` for an `absence`; `data_corrupt` for an answer of another
   *   shape, naming service, endpoint and field
   * @throws EndpointGone for status 404
   */
  async ask<S extends TSchema>(
    call: ServiceCall<S>,
    signal: AbortSignal,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<ServiceAnswer<Static<S>>> {
    const endpoint = `${this.service.name} ${call.endpoint}`;
    const { bytes, trust } = await atEndpoint(endpoint, this.service.hint, () =>
      this.bytes({ accept: 'application/json', ...headers }, call, signal),
    );
    const answer = anyJson.parse(bytes, endpoint);
    const fault = this.refusalIn(answer, endpoint);
    if (fault !== undefined) throw fault;
    if (call.absence !== undefined && isBare(answer)) throw new Fault('not_found', call.absence);
    return { value: call.shape.check(answer, endpoint), trust };
  }

  async bytes(headers: Readonly<Record<string, string>>, address: CallAddress, signal: AbortSignal): Promise<AnswerBytes> {
    const all = { ...this.service.headers, ...headers };
    await this.service.pace.take(signal);
    return withLogInHint(this.service.hint, () =>
      this.http.fetchBytes({ ...this.place(address), maxBytes: mostBytes, headers: all, signal, ...briefly }),
    );
  }

  /** A file at an address of the service. @returns bytes */
  async download(
    address: CallAddress,
    target: Pick<FileRequest, 'file' | 'maxBytes' | 'onProgress'>,
    signal: AbortSignal,
  ): Promise<number> {
    const { headers = {}, hint, pace } = this.service;
    await pace.take(signal);
    try {
      return (await this.http.fetchToFile({ ...asFile, ...target, ...this.place(address), headers, signal })).sizeBytes;
    } catch (error) {
      const fault = toFault(error);
      // A refusal is data where a file should be: the same question says which one.
      throw (fault.code === 'data_corrupt' && (await this.refusalAt(address, signal))) || withHint(fault, hint);
    }
  }

  private async refusalAt(address: CallAddress, signal: AbortSignal): Promise<Fault | undefined> {
    const endpoint = `${this.service.name} ${address.path.replace(/^.*\//, '')}`;
    return orNothing(['data_corrupt', 'unavailable'], async () => {
      const { bytes } = await this.bytes({}, address, signal);
      return this.refusalIn(anyJson.parse(bytes, endpoint), endpoint);
    });
  }

  private refusalIn(answer: unknown, endpoint: string): Fault | undefined {
    const fault = typeof answer === 'object' && answer !== null ? this.service.refusalIn(answer, endpoint) : undefined;
    return fault && withHint(fault, this.service.hint);
  }

  /** The service's own hosts are on the internet; only an address that the user configured may be at home. */
  private place({ origin = '', path, query = {} }: CallAddress): { readonly url: string; readonly trust: AddressTrust } {
    const { url } = this.service;
    const parameters = new URLSearchParams(query).toString();
    const rest = `${path}${parameters === '' ? '' : `?${parameters}`}`;
    return url === '' ? { url: `${origin}${rest}`, trust: foreignAddress } : { url: `${url}${rest}`, trust: configuredAddress(url) };
  }
}

/** Longer ones are not messages for people. */
const longestWords = 100;

/** The Fault of a refusal that came with status 200. */
export function refusal(endpoint: string, { code, fault, ...said }: InBandRefusal): Fault {
  const words = wordOf(said.words);
  const quoted = words === '' ? '' : ` (${words.slice(0, longestWords)})`;
  return new Fault(fault ?? codeOfWords(words), `${endpoint}: refused with code ${wordOf(code) || 'none'}${quoted}`);
}

/** The first that fits decides. */
const meanings: readonly (readonly [RegExp, FaultCode])[] = [
  [/频繁|频率|过快|繁忙|限流|too (?:many|often|fast)|frequen|busy/i, 'rate_limited'],
  [/登录|登陆|签名|log ?in|sign|token|csrf/i, 'unauthenticated'],
  [/不存在|下架|未找到|not found|no such|not exist/i, 'not_found'],
  [/版权|会员|付费|权限|地区|vip|copyright|permission/i, 'permission_denied'],
];

/** What a refusal means by its words: these services do not publish their numbers. */
function codeOfWords(words: string): FaultCode {
  return meanings.find(([form]) => form.test(words))?.[1] ?? 'unavailable';
}

/** Whether an answer has no content at all, as some services answer for what they do not have. */
export function isBare(answer: unknown): boolean {
  return typeof answer === 'object' && answer !== null && Object.values(answer).every((value) => typeof value !== 'object');
}
