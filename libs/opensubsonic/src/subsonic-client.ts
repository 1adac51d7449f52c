import { createHash, randomBytes } from 'node:crypto';
import { readFile, rm } from 'node:fs/promises';
import { Fault, toFault } from '@catalogsync/faults';
import { type AddressTrust, configuredAddress, type FileRequest, type HttpClient, type JsonShape } from '@catalogsync/outbound-http';
import type { Static, TSchema } from 'typebox';
import { withLists } from './lists.js';
import { failureOf, refusedAccount } from './protocol-faults.js';
import type { SubsonicSettings } from './subsonic-settings.js';
import { type Envelope, envelopeShape, extensionsShape } from './wire.js';

/** Largest answer that is read. 500 songs with every extension take less than 2 MB, but playlists and artists come in one piece. */
const maxAnswerBytes = 64 * 1024 * 1024;

const protocolVersion = '1.16.1';

/** Longer addresses are refused by some servers and proxies, which take 8 KB or less. */
const longestUrl = 6000;
/** Some proxies take forms of 1 MB. */
const longestForm = 900_000;

/** A list becomes as many parameters of that name. */
type SubsonicParameters = Readonly<Record<string, string | readonly string[]>>;

interface Call {
  readonly method: string;
  readonly parameters: SubsonicParameters;
  readonly attempts: number;
  readonly asForm?: boolean;
  readonly signal: AbortSignal;
}

/** Talks to one server. Addresses hold secrets in their queries, so no message ever shows one. */
export class SubsonicClient {
  private readonly trust: AddressTrust;
  /** Asked once: a server that learns forms is only used less well until the next start. */
  private extensions: ReadonlySet<string> | undefined;

  constructor(
    private readonly http: HttpClient,
    private readonly settings: SubsonicSettings,
  ) {
    this.trust = configuredAddress(settings.url);
  }

  /** For what changes nothing: it is asked again after a cut. @throws Fault by the protocol's code, even if the status is 200 */
  async call<S extends TSchema>(
    method: string,
    parameters: SubsonicParameters,
    shape: JsonShape<S>,
    signal: AbortSignal,
  ): Promise<Static<S>> {
    return shape.check(await this.respond({ method, parameters, attempts: 2, signal }), `subsonic ${method}`);
  }

  /**
   * For what must not be done twice: it is sent once. Long parameters go as a form if the server takes one; see `fits`.
   * @throws Fault as `call`
   */
  async change<S extends TSchema>(
    method: string,
    parameters: SubsonicParameters,
    shape: JsonShape<S>,
    signal: AbortSignal,
  ): Promise<Static<S>> {
    const asForm = this.address(method, parameters).length > longestUrl;
    return shape.check(await this.respond({ method, parameters, attempts: 1, asForm, signal }), `subsonic ${method}`);
  }

  /** Whether `change` can send these parameters in one request. @throws Fault as `call` */
  async fits(method: string, parameters: SubsonicParameters, signal: AbortSignal): Promise<boolean> {
    const { length } = this.address(method, parameters);
    return length <= longestUrl || (length <= longestForm && (await this.takesForms(signal)));
  }

  /**
   * The values of one parameter in order, in as few groups as `change` can send besides the other parameters. At least one
   * group, which may be empty. @throws Fault as `call`
   */
  async groups(
    method: string,
    others: SubsonicParameters,
    name: string,
    values: readonly string[],
    signal: AbortSignal,
  ): Promise<readonly (readonly string[])[]> {
    if (await this.fits(method, { ...others, [name]: values }, signal)) return [values];
    const room = ((await this.takesForms(signal)) ? longestForm : longestUrl) - this.address(method, others).length;
    const groups: string[][] = [[]];
    let left = room;
    for (const value of values) {
      const size = new URLSearchParams([[name, value]]).toString().length + 1;
      if (size > left) {
        groups.push([]);
        left = room;
      }
      left -= size;
      groups.at(-1)?.push(value);
    }
    return groups;
  }

  /** What the server says about itself after login. */
  async ping(signal: AbortSignal): Promise<Envelope> {
    return envelopeShape.check(
      { 'subsonic-response': await this.respond({ method: 'ping', parameters: {}, attempts: 2, signal }) },
      'subsonic ping',
    )['subsonic-response'];
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

  /** Older servers do not know the question, and some answer it with a page. */
  private async takesForms(signal: AbortSignal): Promise<boolean> {
    this.extensions ??= await this.askExtensions(signal);
    return this.extensions.has('formPost');
  }

  private async askExtensions(signal: AbortSignal): Promise<ReadonlySet<string>> {
    const method = 'getOpenSubsonicExtensions';
    try {
      const response = await this.send({ method, parameters: {}, attempts: 2, signal });
      if (response.status !== 'ok') return new Set();
      const { openSubsonicExtensions = [] } = extensionsShape.check(withLists(response), `subsonic ${method}`);
      return new Set(openSubsonicExtensions.map(({ name }) => name));
    } catch (error) {
      const { code, retry } = toFault(error);
      if (retry === 'later' || code === 'canceled' || code === 'unauthenticated') throw error;
      return new Set();
    }
  }

  private async respond(call: Call): Promise<object> {
    const response = await this.send(call);
    this.accept(response, call.method);
    return withLists(response);
  }

  private async send({ method, parameters, attempts, asForm = false, signal }: Call): Promise<Envelope> {
    const { settingNames } = this.settings;
    const form = this.query(parameters);
    const target = asForm ? { method: 'POST' as const, url: this.place(method), form } : { url: `${this.place(method)}?${form}` };
    const answer = await this.http.fetchJson({
      ...target,
      trust: this.trust,
      maxBytes: maxAnswerBytes,
      attempts,
      maxRetryAfterMs: 2000,
      refused: ({ status }) => (status === 401 ? refusedAccount(method, settingNames) : undefined),
      shape: envelopeShape,
      endpoint: `subsonic ${method}`,
      signal,
    });
    return answer['subsonic-response'];
  }

  private accept(response: Envelope, method: string): void {
    const failure = failureOf(response, method, this.settings);
    if (failure !== undefined) throw failure;
  }

  private address(method: string, parameters: SubsonicParameters): string {
    return `${this.place(method)}?${this.query(parameters)}`;
  }

  private place(method: string): string {
    return `${this.settings.url}/rest/${method}.view`;
  }

  private query(parameters: SubsonicParameters): URLSearchParams {
    const query = new URLSearchParams({ ...this.credentials(), v: protocolVersion, c: 'catalogsync', f: 'json' });
    for (const [name, value] of Object.entries(parameters)) for (const one of [value].flat()) query.append(name, one);
    return query;
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
