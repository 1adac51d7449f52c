import type { Fault } from '@catalogsync/faults';
import type { AddressTrust } from './address-trust.js';
import type { Network } from './network.js';
import type { PrivateHosts } from './private-hosts.js';

/** Defaults for every request of a client. */
export interface HttpClientOptions {
  /** Milliseconds to reach the server, TLS included. Default 10,000. */
  readonly connectTimeoutMs?: number;
  /** Milliseconds of the first pause between tries, if a request sets none. Default 500. */
  readonly retryPauseMs?: number;
  /** A number from 0 to 1 for jitter; tests set it. */
  readonly random?: () => number;
  /** Hosts outside the internet that addresses from outside may lead to. Default none. */
  readonly privateHosts?: PrivateHosts;
  /** Default the system's; tests emulate one. */
  readonly network?: Network;
}

/** What one request may take. */
export interface OutboundLimits {
  /** Milliseconds until the head of the answer. Default 30,000. */
  readonly headersTimeoutMs: number;
  /** Milliseconds without a byte of the body. Default 30,000. */
  readonly idleTimeoutMs: number;
  /** Milliseconds for all attempts together. Default 120,000. */
  readonly totalTimeoutMs: number;
  /** Default 5; only to http and https, and never from https to http. */
  readonly maxRedirects: number;
  /** Tries in all for temporary failures (429, 502, 503, 504, no connection, a cut). Default 3. */
  readonly attempts: number;
  /** First pause between tries in milliseconds; doubles, with jitter. A `Retry-After` up to `maxRetryAfterMs` replaces it. */
  readonly retryPauseMs: number;
  /** A longer `Retry-After` ends the tries and is passed on in the Fault. Default 30,000 milliseconds. */
  readonly maxRetryAfterMs: number;
}

export const usualLimits: Omit<OutboundLimits, 'retryPauseMs'> = {
  headersTimeoutMs: 30_000,
  idleTimeoutMs: 30_000,
  totalTimeoutMs: 120_000,
  maxRedirects: 5,
  attempts: 3,
  maxRetryAfterMs: 30_000,
};

/** One request and its limits. */
export interface OutboundRequest extends Partial<OutboundLimits> {
  /** Default GET. Only a GET is repeated after a cut; others only if the server says that it did nothing (429). */
  readonly method?: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Sent as JSON. */
  readonly json?: unknown;
  /** Sent as the fields of a form, in place of `json`; as URLSearchParams where a field occurs more than once. */
  readonly form?: Readonly<Record<string, string>> | URLSearchParams;
  /** Sent as they are, in place of `json`. */
  readonly content?: { readonly bytes: Uint8Array; readonly mediaType: string };
  /** http or https. User names, passwords and queries never appear in messages. */
  readonly url: string;
  /** Where the address comes from; `trust` of an answer for what is found in that answer. */
  readonly trust: AddressTrust;
  /** Refuses redirects to another server. */
  readonly sameServer?: boolean;
  /** Most decoded bytes of the body; checked while it arrives. */
  readonly maxBytes: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
  /** What a refusal comes to where its headers or text say more than its status; it is not tried again. Undefined leaves it to the status. */
  readonly refused?: (answer: RefusedAnswer) => Fault | undefined;
}

/** A request for what the caller does not have yet. */
export interface ConditionalRequest extends OutboundRequest {
  /** `ETag` of the caller's copy; a match returns `notModified`. */
  readonly ifNoneMatch?: string | undefined;
}

/** A download and how it may be resumed. */
export interface FileRequest extends OutboundRequest {
  /** Where the file appears once complete. */
  readonly file: string;
  /**
   * Keeps `<file>.part` and its validator when the download ends early, so that the next call for the same file
   * continues there. Default: both are removed.
   */
  readonly resumable?: boolean;
  /**
   * The caller knows the hash of the whole file and checks it: with `resumable`, a rest is then asked for also where the server gave
   * no validator, and an earlier part is never thrown away for want of one.
   */
  readonly proven?: boolean;
  /** Refuses an empty answer and one that declares itself a page or data: sound or pictures are wanted. */
  readonly media?: boolean;
  /** Called for every chunk; `bytesTotal` is undefined while unknown. */
  readonly onProgress?: (progress: { readonly bytesDone: number; readonly bytesTotal: number | undefined }) => void;
}

/** Metadata of an answer. */
export interface AnswerHead {
  readonly status: number;
  readonly header: (name: string) => string | undefined;
  readonly etag: string | undefined;
  readonly contentType: string | undefined;
  /** Each `name=value` that it sets as a cookie, without attributes. */
  readonly cookies: readonly string[];
  /** For requests to addresses that the answer names. */
  readonly trust: AddressTrust;
}

/** An answer that is no success, with the beginning of its text. */
export interface RefusedAnswer extends AnswerHead {
  readonly text: string;
}

/** The server confirmed that the caller's copy is current. */
export interface NotModified {
  readonly notModified: true;
}

export interface FetchedBytes extends AnswerHead {
  readonly notModified: false;
  readonly bytes: Uint8Array;
}

export interface DownloadAnswer extends AnswerHead {
  readonly sizeBytes: number;
}
