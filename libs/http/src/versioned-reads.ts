import { BoundedAnswers } from './bounded-answers.js';
import { type ContentCoding, compressed, contentCoding } from './content-coding.js';
import { AnswerHead, type DirectAnswer, type DirectHeaders, type DirectRequest } from './direct-answer.js';
import { type Parameters, type ParameterValues, readParameters } from './parameters.js';
import { PreparedJson } from './prepared-json.js';
import type { DirectRoute, Operation } from './route.js';

/** Data replaced as a whole; a version never changes. */
export interface Versions<Version> {
  /** The current version, or the one that this query goes on in. @throws Fault if there is none yet */
  current(query: Readonly<Record<string, unknown>>): Version;
  /** Headers of every answer from this version, in lower case; `etag` is its validator. */
  headersOf(version: Version): Readonly<Record<string, string>> & { readonly etag: string };
  /** The address under which a version has what this one asks for, if it is another one now. */
  movedTo?(version: Version, operation: Operation, path: ParameterValues<Parameters>, url: string): string | undefined;
  /** Problem code for something that a version does not contain. */
  absent(): Error;
}

/** Which answers are compressed for clients that accept it, and kept. */
export interface Compression {
  /** Smaller ones, in bytes, are neither. */
  readonly from: number;
  /** Bytes of answers of the current version that are kept. */
  readonly keptBytes: number;
}

/** Compressed answers take longer to make and less room: the rest is theirs. */
const plainShare = 0.25;

/** An operation that reads one version of the data: one call, no waiting, no state. */
export interface VersionedOperation<Version, P extends Parameters, Q extends Parameters> extends Operation {
  readonly path: P;
  readonly query: Q;
  /** The body, `PreparedJson` or an object, or undefined if this version does not contain it. */
  read(call: { readonly version: Version; readonly path: ParameterValues<P>; readonly query: ParameterValues<Q> }): object | undefined;
}

/** Built once per version: they are the same for every request. */
interface Heads {
  readonly etag: string;
  /** Of 304 and 308. */
  readonly fields: readonly string[];
  readonly plain: AnswerHead;
  readonly coded: Readonly<Record<ContentCoding, AnswerHead>>;
  readonly unchanged: DirectAnswer;
}

/**
 * Direct routes over versioned data: the version validates everything read from it. Answers are kept by address while their
 * version is current: reading and compressing takes longer than everything else. Access is checked before, and nothing in
 * an answer depends on who asks. It is compressed without waiting, so that requests at once compress it once.
 */
export class VersionedReads<Version extends object> {
  private readonly heads = new WeakMap<Version, Heads>();
  private readonly kept: { readonly plain: BoundedAnswers; readonly coded: BoundedAnswers };
  private keptOf: Version | undefined;

  constructor(
    private readonly versions: Versions<Version>,
    private readonly compression: Compression,
  ) {
    const plain = compression.keptBytes * plainShare;
    this.kept = { plain: new BoundedAnswers(plain), coded: new BoundedAnswers(compression.keptBytes - plain) };
  }

  route(operation: VersionedOperation<Version, Parameters, Parameters>): DirectRoute {
    return { ...operation, direct: (request) => this.answer(operation, request) };
  }

  private answer(operation: VersionedOperation<Version, Parameters, Parameters>, request: DirectRequest): DirectAnswer {
    const { url, headers } = request;
    const version = this.versions.current(request.query);
    const heads = this.headsOf(version);
    const coding = contentCoding(headers['accept-encoding']);
    const kept = this.keptFor(version, coding, url);
    if (kept !== undefined) {
      return isKnown(headers, heads) ? heads.unchanged : { head: coding === undefined ? heads.plain : heads.coded[coding], body: kept };
    }
    const path = readParameters(operation.path, request.path);
    const read = operation.read({ version, path, query: readParameters(operation.query, request.query) });
    if (read === undefined) return this.leadOn(this.versions.movedTo?.(version, operation, path, url), heads);
    if (isKnown(headers, heads)) return heads.unchanged;
    const bytes = PreparedJson.bytesOf(read);
    if (bytes.length < this.compression.from) return { head: heads.plain, body: bytes };
    if (coding === undefined) return { head: heads.plain, body: this.keep(version, coding, url, bytes) };
    return { head: heads.coded[coding], body: this.keep(version, coding, url, compressed(coding, bytes)) };
  }

  /** @throws Fault if it leads nowhere */
  private leadOn(location: string | undefined, { fields }: Heads): DirectAnswer {
    if (location === undefined) throw this.versions.absent();
    return { head: new AnswerHead(308, [...fields, 'location', location, 'content-length', '0']), body: undefined };
  }

  private keptFor(version: Version, coding: ContentCoding | undefined, url: string): Uint8Array | undefined {
    return this.keptOf === version ? this.keptBy(coding).get(keyOf(coding, url)) : undefined;
  }

  /** Only of the newest version: an earlier one is asked for the rest of a list, once. */
  private keep(version: Version, coding: ContentCoding | undefined, url: string, bytes: Uint8Array): Uint8Array {
    if (this.keptOf !== version && this.versions.current({}) === version) {
      this.kept.plain.clear();
      this.kept.coded.clear();
      this.keptOf = version;
    }
    if (this.keptOf === version) {
      const [kept, key] = [this.keptBy(coding), keyOf(coding, url)];
      // A copy: these bytes may hold for this answer only, or be a part of a larger block.
      if (kept.fits(key, bytes)) kept.add(key, new Uint8Array(bytes));
    }
    return bytes;
  }

  private keptBy(coding: ContentCoding | undefined): BoundedAnswers {
    return coding === undefined ? this.kept.plain : this.kept.coded;
  }

  private headsOf(version: Version): Heads {
    const known = this.heads.get(version);
    if (known !== undefined) return known;
    const headers = this.versions.headersOf(version);
    const fields = Object.entries(headers).flat();
    const ofBody = ['content-type', 'application/json; charset=utf-8', ...fields];
    const codedBy = (coding: ContentCoding): AnswerHead => new AnswerHead(200, [...ofBody, 'content-encoding', coding]);
    const built: Heads = {
      etag: headers.etag,
      fields,
      plain: new AnswerHead(200, ofBody),
      coded: { zstd: codedBy('zstd'), br: codedBy('br'), gzip: codedBy('gzip') },
      unchanged: { head: new AnswerHead(304, fields), body: undefined },
    };
    this.heads.set(version, built);
    return built;
  }
}

/** A text of its own: the address alone may be a part of the whole request to V8, which would be kept with it. */
const keyOf = (coding: ContentCoding | undefined, url: string): string => `${coding ?? 'identity'} ${url}`;

function isKnown({ 'if-none-match': known }: DirectHeaders, { etag }: Heads): boolean {
  return known !== undefined && matchesEntityTag(known, etag);
}

/** Ties the parameters' types to their reader; the list of operations no longer needs them. */
export function versionedOperation<Version, P extends Parameters, Q extends Parameters>(
  declared: VersionedOperation<Version, P, Q>,
): VersionedOperation<Version, Parameters, Parameters> {
  return declared as unknown as VersionedOperation<Version, Parameters, Parameters>;
}

/**
 * Whether an If-None-Match matches this tag (RFC 9110, sections 8.8.3.2 and 13.1.2: weak comparison, a list
 * of tags, or `*`). Text that is not a list of tags matches nothing.
 */
export function matchesEntityTag(header: string, etag: string): boolean {
  if (header === etag || header.trim() === '*') return true;
  const opaque = etag.replace(/^W\//, '');
  return (header.match(/(?:W\/)?"[^"]*"/g) ?? []).some((tag) => tag.replace(/^W\//, '') === opaque);
}
