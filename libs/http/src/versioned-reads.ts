import type { ServerResponse } from 'node:http';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { BoundedAnswers } from './bounded-answers.js';
import { type ContentCoding, compressed, contentCoding } from './content-coding.js';
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

/** How answers are compressed for clients that accept it. */
export interface Compression {
  /** Smaller ones, in bytes, are not. */
  readonly from: number;
  /** Bytes of compressed answers of the current version that are kept. */
  readonly keptBytes: number;
}

/** An operation that reads one version of the data: one call, no waiting, no state. */
export interface VersionedOperation<Version, P extends Parameters, Q extends Parameters> extends Operation {
  readonly path: P;
  readonly query: Q;
  /** The body, `PreparedJson` or an object, or undefined if this version does not contain it. */
  read(call: { readonly version: Version; readonly path: ParameterValues<P>; readonly query: ParameterValues<Q> }): object | undefined;
}

/** The form that Node writes fastest: names and values in turn. */
interface WrittenHeaders {
  readonly etag: string;
  /** Ends with the length of the body. */
  readonly ofBody: string[];
  /** The same with a coding before the length. */
  readonly ofCoded: string[];
  /** Of a 304 and of a 308. */
  readonly ofUnchanged: string[];
}

/**
 * Direct routes over versioned data: the version validates everything read from it. Compressed answers are kept by address
 * while their version is current: reading and compressing takes longer than everything else. Access is checked before, and
 * nothing in an answer depends on who asks. It is compressed without waiting, so that requests at once compress it once.
 */
export class VersionedReads<Version extends object> {
  private readonly written = new WeakMap<Version, WrittenHeaders>();
  private readonly kept: BoundedAnswers;
  private keptOf: Version | undefined;

  constructor(
    private readonly versions: Versions<Version>,
    private readonly compression: Compression,
  ) {
    this.kept = new BoundedAnswers(compression.keptBytes);
  }

  route(operation: VersionedOperation<Version, Parameters, Parameters>): DirectRoute {
    return { ...operation, direct: (request, reply) => this.answer(operation, request, reply) };
  }

  private answer(operation: VersionedOperation<Version, Parameters, Parameters>, request: FastifyRequest, reply: FastifyReply): number {
    const given = request.query as Record<string, unknown>;
    const version = this.versions.current(given);
    const headers = this.headersOf(version);
    const coding = contentCoding(request.headers['accept-encoding']);
    const url = request.raw.url ?? '';
    const kept = coding && this.keptFor(version, coding, url);
    if (kept === undefined) {
      const path = readParameters(operation.path, request.params as Record<string, unknown>);
      const body = operation.read({ version, path, query: readParameters(operation.query, given) });
      if (body === undefined) return this.leadOn(this.versions.movedTo?.(version, operation, path, url), headers, reply);
      if (isKnown(request, headers)) return writeUnchanged(reply, headers);
      const bytes = PreparedJson.bytesOf(body);
      if (coding === undefined || bytes.length < this.compression.from) return write(reply, headers.ofBody, bytes);
      return write(reply, codedBy(headers, coding), this.keep(version, coding, url, compressed(coding, bytes)));
    }
    return isKnown(request, headers) ? writeUnchanged(reply, headers) : write(reply, codedBy(headers, coding as ContentCoding), kept);
  }

  /** @throws Fault if it leads nowhere */
  private leadOn(location: string | undefined, { ofUnchanged }: WrittenHeaders, reply: FastifyReply): number {
    if (location === undefined) throw this.versions.absent();
    hijacked(reply)
      .writeHead(308, [...ofUnchanged, 'location', location, 'content-length', '0'])
      .end();
    return 308;
  }

  private keptFor(version: Version, coding: ContentCoding, url: string): Uint8Array | undefined {
    return this.keptOf === version ? this.kept.get(`${coding} ${url}`) : undefined;
  }

  /** Only of the newest version: an earlier one is asked for the rest of a list, once. */
  private keep(version: Version, coding: ContentCoding, url: string, bytes: Uint8Array): Uint8Array {
    if (this.keptOf !== version && this.versions.current({}) === version) {
      this.kept.clear();
      this.keptOf = version;
    }
    if (this.keptOf === version) this.kept.add(`${coding} ${url}`, bytes);
    return bytes;
  }

  /** Built once per version: they are the same for every request. */
  private headersOf(version: Version): WrittenHeaders {
    const known = this.written.get(version);
    if (known !== undefined) return known;
    const headers = this.versions.headersOf(version);
    const ofUnchanged = Object.entries(headers).flat();
    const ofBody = ['content-type', 'application/json; charset=utf-8', ...ofUnchanged];
    const built = {
      etag: headers.etag,
      ofUnchanged,
      ofBody: [...ofBody, 'content-length', ''],
      ofCoded: [...ofBody, 'content-encoding', '', 'content-length', ''],
    };
    this.written.set(version, built);
    return built;
  }
}

function isKnown({ headers }: FastifyRequest, { etag }: WrittenHeaders): boolean {
  const known = headers['if-none-match'];
  return known !== undefined && matchesEntityTag(known, etag);
}

function hijacked(reply: FastifyReply): ServerResponse {
  reply.hijack();
  return reply.raw;
}

function writeUnchanged(reply: FastifyReply, { ofUnchanged }: WrittenHeaders): number {
  hijacked(reply).writeHead(304, ofUnchanged).end();
  return 304;
}

/** The list is shared by all answers: Node has read it when `writeHead` returns. */
function codedBy({ ofCoded }: WrittenHeaders, coding: ContentCoding): string[] {
  ofCoded[ofCoded.length - 3] = coding;
  return ofCoded;
}

function write(reply: FastifyReply, headers: string[], bytes: Uint8Array): number {
  headers[headers.length - 1] = String(bytes.length);
  const response = hijacked(reply).writeHead(200, headers);
  // Node joins the head to a string and writes once; a buffer is a second part, which costs a point read a tenth.
  if (bytes.length <= mostInOneWrite) response.end(latin1(bytes), 'latin1');
  else response.end(bytes);
  return 200;
}

const mostInOneWrite = 8_192;

const latin1 = ({ buffer, byteOffset, byteLength }: Uint8Array): string => Buffer.from(buffer, byteOffset, byteLength).toString('latin1');

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
