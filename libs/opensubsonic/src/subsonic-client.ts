import { createHash, randomBytes } from 'node:crypto';
import { readFile, rm } from 'node:fs/promises';
import { Fault, type FaultCode } from '@catalogsync/faults';
import { type AddressTrust, configuredAddress, type FileRequest, type HttpClient, type JsonShape } from '@catalogsync/outbound-http';
import type { Static, TSchema } from 'typebox';
import { type Envelope, envelopeShape, withLists } from './wire.js';

/** How the user logs in: `token` sends no password, `password` is for servers without token support. @internal for tests */
export type SubsonicAuth = 'token' | 'password' | 'api-key';

export interface SubsonicSettings {
  /** Base address without a trailing slash. */
  readonly url: string;
  readonly user: string;
  /** The password, or the key where `auth` is `api-key`. */
  readonly secret: string;
  readonly auth: SubsonicAuth;
  /** The user's names for these settings, so that a hint can name the one to change. */
  readonly settingNames: { readonly user: string; readonly secret: string; readonly auth: string };
}

/** Largest answer that is read; 500 songs with every extension take less than 2 MB. */
const maxAnswerBytes = 16 * 1024 * 1024;

const protocolVersion = '1.16.1';

/** Error codes of the protocol (and of OpenSubsonic, from 41 on). */
const faultCodes: Readonly<Record<number, ProtocolFault>> = {
  10: { code: 'invalid_argument', text: 'reports a missing parameter' },
  20: { code: 'unsupported', text: 'wants a newer client' },
  30: { code: 'unsupported', text: 'speaks an older protocol', hint: () => 'Update the server.' },
  40: { code: 'unauthenticated', text: 'rejects the user or password', hint: ({ user, secret }) => `Check ${user} and ${secret}.` },
  41: { code: 'unauthenticated', text: 'does not accept tokens', hint: ({ auth }) => `Set ${auth}=password.` },
  42: { code: 'unauthenticated', text: 'does not support this way to log in', hint: ({ auth }) => `Change ${auth}.` },
  43: { code: 'unauthenticated', text: 'was given two ways to log in' },
  44: { code: 'unauthenticated', text: 'rejects the API key', hint: ({ secret }) => `Check ${secret}.` },
  50: { code: 'permission_denied', text: 'does not allow this user to do that', hint: () => 'Give the user that role on the server.' },
  60: { code: 'permission_denied', text: 'reports that its trial has expired' },
  70: { code: 'not_found', text: 'has no such item' },
};

interface ProtocolFault {
  readonly code: FaultCode;
  readonly text: string;
  hint?(names: SubsonicSettings['settingNames']): string;
}

/** Talks to one server. Addresses hold secrets in their queries, so no message ever shows one. */
export class SubsonicClient {
  private readonly trust: AddressTrust;

  constructor(
    private readonly http: HttpClient,
    private readonly settings: SubsonicSettings,
  ) {
    this.trust = configuredAddress(settings.url);
  }

  /** @throws Fault by the protocol's code, even if the status is 200 */
  async call<S extends TSchema>(
    method: string,
    parameters: Readonly<Record<string, string>>,
    shape: JsonShape<S>,
    signal: AbortSignal,
  ): Promise<Static<S>> {
    return shape.check(await this.respond(method, parameters, signal), `subsonic ${method}`);
  }

  /** What the server says about itself after login. */
  async ping(signal: AbortSignal): Promise<Envelope> {
    return envelopeShape.check({ 'subsonic-response': await this.respond('ping', {}, signal) }, 'subsonic ping')['subsonic-response'];
  }

  /** The unchanged file of a song. @throws Fault as `call`, and of the file system */
  async download(
    method: 'download' | 'stream',
    id: string,
    target: Pick<FileRequest, 'file' | 'maxBytes' | 'onProgress'>,
    signal: AbortSignal,
  ): Promise<void> {
    const parameters: Record<string, string> = method === 'stream' ? { id, format: 'raw' } : { id };
    const { contentType } = await this.http.fetchToFile({
      ...target,
      url: this.address(method, parameters),
      trust: this.trust,
      resumable: true,
      totalTimeoutMs: 3_600_000,
      maxRetryAfterMs: 2000,
      signal,
    });
    if (!isData(contentType)) return;
    const text = await readFile(target.file, 'utf8');
    await rm(target.file, { force: true });
    this.refuseData(text, method, 'a file');
  }

  /** The cover of an id, unchanged. @throws Fault as `call`, `not_found` if there is none */
  async picture(id: string, maxBytes: number, signal: AbortSignal): Promise<Uint8Array> {
    const { bytes, contentType } = await this.http.fetchBytes({
      url: this.address('getCoverArt', { id }),
      trust: this.trust,
      maxBytes,
      attempts: 2,
      maxRetryAfterMs: 2000,
      signal,
    });
    if (isData(contentType)) this.refuseData(bytes, 'getCoverArt', 'a picture');
    return bytes;
  }

  private refuseData(answer: string | Uint8Array, method: string, wanted: string): never {
    this.accept(envelopeShape.parse(answer, `subsonic ${method}`)['subsonic-response'], method);
    throw new Fault('data_corrupt', `subsonic ${method}: unexpected answer: data instead of ${wanted}`);
  }

  private async respond(method: string, parameters: Readonly<Record<string, string>>, signal: AbortSignal): Promise<object> {
    const answer = await this.http.fetchJson({
      url: this.address(method, parameters),
      trust: this.trust,
      maxBytes: maxAnswerBytes,
      attempts: 2,
      maxRetryAfterMs: 2000,
      shape: envelopeShape,
      endpoint: `subsonic ${method}`,
      signal,
    });
    const response = answer['subsonic-response'];
    this.accept(response, method);
    return withLists(response);
  }

  private accept(response: Envelope, method: string): void {
    if (response.status === 'ok') return;
    const { code = 0, message = '' } = response.error ?? {};
    const { auth, settingNames } = this.settings;
    // Older servers do not name the missing parameter: it is the password.
    const known = code === 10 && auth === 'token' ? faultCodes[41] : faultCodes[code];
    if (known !== undefined)
      throw new Fault(known.code, `subsonic ${method}: the server ${known.text}`, { hint: known.hint?.(settingNames) });
    const foreignId = /invalid id|badly formed/i.test(message);
    throw new Fault(foreignId ? 'not_found' : 'unavailable', `subsonic ${method}: the server failed with code ${code}`);
  }

  private address(method: string, parameters: Readonly<Record<string, string>>): string {
    const query = new URLSearchParams({ ...this.credentials(), v: protocolVersion, c: 'catalogsync', f: 'json', ...parameters });
    return `${this.settings.url}/rest/${method}.view?${query}`;
  }

  private credentials(): Record<string, string> {
    const { auth, user, secret } = this.settings;
    if (auth === 'api-key') return { apiKey: secret };
    if (auth === 'password') return { u: user, p: `enc:${Buffer.from(secret).toString('hex')}` };
    const salt = randomBytes(12).toString('hex');
    return { u: user, t: createHash('md5').update(`${secret}${salt}`).digest('hex'), s: salt };
  }
}

/** A refusal comes with status 200 too; only its content type differs from that of a file. */
function isData(contentType = ''): boolean {
  return /\b(json|xml|html)\b/i.test(contentType);
}
