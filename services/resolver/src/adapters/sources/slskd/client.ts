import { Fault, toFault } from '@catalogsync/faults';
import { configuredAddress, type HttpClient, type JsonShape, type OutboundRequest } from '@catalogsync/outbound-http';
import type { Static, TSchema } from 'typebox';
import { orNothing } from '../../../core/sources/answers.js';
import {
  enqueuedShape,
  eventsShape,
  fileCompleteShape,
  type Peer,
  responsesShape,
  type Search,
  searchesShape,
  searchShape,
  serverShape,
  type Transfer,
  transferShape,
  userTransfersShape,
} from './wire.js';

export interface SlskdSettings {
  /** Base address without a trailing slash. */
  readonly url: string;
  readonly apiKey: string;
}

/** Time limit in ms for cleaning up after a caller who left; after that the daemon keeps what it has. */
const farewellMs = 3000;

const maxAnswerBytes = 32 * 1024 * 1024;

/** Client of one slskd. The key goes in a header, never in an address. */
export class SlskdClient {
  constructor(
    private readonly http: HttpClient,
    private readonly settings: SlskdSettings,
  ) {}

  /** @throws Fault `unavailable` if the daemon is not logged in, whatever its status says */
  async requireLogin(signal: AbortSignal): Promise<void> {
    const { isConnected, isLoggedIn } = await this.ask('GET', '/server', 'server', serverShape, signal);
    if (!isConnected || !isLoggedIn) throw notLoggedIn();
  }

  /**
   * @param id a UUID that no other search has
   * @param timeoutMs the daemon's documentation says seconds, but it takes milliseconds
   */
  async startSearch(id: string, text: string, timeoutMs: number, signal: AbortSignal): Promise<{ readonly id: string }> {
    const json = { id, searchText: text, searchTimeout: timeoutMs, responseLimit: 100, fileLimit: 5000, filterResponses: true };
    try {
      return await this.ask('POST', '/searches', 'searches', searchShape, signal, json);
    } catch (error) {
      if (toFault(error).code === 'failed_precondition') throw notLoggedIn(error);
      throw error;
    }
  }

  /** Every search that the daemon keeps, also those of its web page. */
  searches(signal: AbortSignal): Promise<readonly Search[]> {
    return this.ask('GET', '/searches', 'searches', searchesShape, signal);
  }

  search(id: string, signal: AbortSignal): Promise<{ readonly isComplete: boolean; readonly state: string }> {
    return this.ask('GET', `/searches/${encodeURIComponent(id)}`, 'searches/{id}', searchShape, signal);
  }

  responses(id: string, signal: AbortSignal): Promise<readonly Peer[]> {
    return this.ask('GET', `/searches/${encodeURIComponent(id)}/responses`, 'searches/{id}/responses', responsesShape, signal);
  }

  /** Stops and deletes a search, which the daemon would otherwise keep for ever. */
  async forgetSearch(id: string): Promise<void> {
    const path = `/searches/${encodeURIComponent(id)}`;
    await this.farewell('PUT', path);
    await this.farewell('DELETE', path);
  }

  /** Undefined if the daemon only says that it accepted the request. @throws Fault `not_found` if the user is away or does not share it */
  async enqueue(
    username: string,
    file: { readonly filename: string; readonly size: number },
    signal: AbortSignal,
  ): Promise<Transfer | undefined> {
    const path = `/transfers/downloads/${encodeURIComponent(username)}`;
    const answer = await this.http.fetchBytes(this.request('POST', path, signal, [{ filename: file.filename, size: file.size }]));
    if (answer.bytes.length === 0) return undefined;
    const { enqueued = [], failed = [] } = enqueuedShape.parse(answer.bytes, 'slskd transfers/downloads/{username}');
    if (failed.some(({ filename }) => filename === file.filename)) throw new Fault('not_found', 'the user no longer shares this file');
    return enqueued.find(({ filename }) => filename === file.filename);
  }

  transfer(username: string, id: string, signal: AbortSignal): Promise<Transfer> {
    const path = `/transfers/downloads/${encodeURIComponent(username)}/${encodeURIComponent(id)}`;
    return this.ask('GET', path, 'transfers/downloads/{username}/{id}', transferShape, signal);
  }

  async transfersOf(username: string, signal: AbortSignal): Promise<readonly Transfer[]> {
    const path = `/transfers/downloads/${encodeURIComponent(username)}`;
    const { directories } = await this.ask('GET', path, 'transfers/downloads/{username}', userTransfersShape, signal);
    return directories.flatMap(({ files }) => files);
  }

  /** Stops and deletes a transfer. */
  async forgetTransfer(username: string, id: string): Promise<void> {
    await this.farewell('DELETE', `/transfers/downloads/${encodeURIComponent(username)}/${encodeURIComponent(id)}?remove=true`);
  }

  /** Stops and deletes what was queued for a caller who left before getting the answer. */
  async forgetOpen(username: string, which: (transfer: Transfer) => boolean): Promise<void> {
    try {
      const transfers = await this.transfersOf(username, AbortSignal.timeout(farewellMs));
      for (const { id } of transfers.filter(which)) await this.forgetTransfer(username, id);
    } catch {
      // Nothing is queued for this user, or the daemon is unreachable and handles the transfer itself.
    }
  }

  /** The daemon's own path of a finished file; undefined if the daemon does not report it. */
  async localPathOf(transferId: string, signal: AbortSignal): Promise<string | undefined> {
    const path = '/events?offset=0&limit=200';
    const events = await orNothing(['not_found'], () => this.ask('GET', path, 'events', eventsShape, signal));
    for (const { type, data } of events ?? []) {
      if (type !== 'DownloadFileComplete') continue;
      const { localFilename, transfer } = fileCompleteShape.parse(data, 'slskd events');
      if (transfer.id === transferId) return localFilename;
    }
    return undefined;
  }

  private ask<S extends TSchema>(
    method: NonNullable<OutboundRequest['method']>,
    path: string,
    endpoint: string,
    shape: JsonShape<S>,
    signal: AbortSignal,
    json?: unknown,
  ): Promise<Static<S>> {
    return this.http.fetchJson({ ...this.request(method, path, signal, json), shape, endpoint: `slskd ${endpoint}` });
  }

  private async farewell(method: 'PUT' | 'DELETE', path: string): Promise<void> {
    try {
      await this.http.fetchBytes(this.request(method, path, AbortSignal.timeout(farewellMs)));
    } catch {
      // It has ended, is unknown there, or the daemon is unreachable; nothing here depends on it.
    }
  }

  /** slskd starts one search and queues two downloads at a time: 429 means wait and retry. */
  private request(method: NonNullable<OutboundRequest['method']>, path: string, signal: AbortSignal, json?: unknown): OutboundRequest {
    return {
      method,
      url: `${this.settings.url}/api/v0${path}`,
      trust: configuredAddress(this.settings.url),
      headers: { 'x-api-key': this.settings.apiKey },
      maxBytes: maxAnswerBytes,
      attempts: method === 'POST' ? 4 : 2,
      maxRedirects: 0,
      maxRetryAfterMs: 2000,
      signal,
      ...(json === undefined ? {} : { json }),
    };
  }
}

function notLoggedIn(cause?: unknown): Fault {
  return new Fault('unavailable', 'slskd is not logged in to Soulseek', { hint: 'Check its web page.', cause });
}
