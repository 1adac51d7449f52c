import type { FastifyReply, FastifyRequest } from 'fastify';
import { type Parameters, type ParameterValues, readParameters } from './parameters.js';
import type { DirectRoute, Operation } from './route.js';

/** Data replaced as a whole; a version never changes. */
export interface Versions<Version> {
  /** The current version. @throws Fault if there is none yet */
  current(): Version;
  /** Headers of every answer from this version, in lower case; `etag` is its validator. */
  headersOf(version: Version): Readonly<Record<string, string>> & { readonly etag: string };
  /** Problem code for something that a version does not contain. */
  absent(): Error;
}

/** An operation that reads one version of the data: one call, no waiting, no state. */
export interface VersionedOperation<Version, P extends Parameters, Q extends Parameters> extends Operation {
  readonly path: P;
  readonly query: Q;
  /** The body, or undefined if this version does not contain it. */
  read(call: { readonly version: Version; readonly path: ParameterValues<P>; readonly query: ParameterValues<Q> }): object | undefined;
}

/** The form that Node writes fastest: names and values in turn. */
interface WrittenHeaders {
  readonly etag: string;
  readonly ofBody: string[];
  /** Of a 304. */
  readonly ofUnchanged: string[];
}

/** Direct routes over versioned data: the version validates everything read from it. */
export class VersionedReads<Version> {
  private version: Version | undefined;
  private written: WrittenHeaders | undefined;

  constructor(private readonly versions: Versions<Version>) {}

  route(operation: VersionedOperation<Version, Parameters, Parameters>): DirectRoute {
    return { ...operation, direct: (request, reply) => this.answer(operation, request, reply) };
  }

  private answer(operation: VersionedOperation<Version, Parameters, Parameters>, request: FastifyRequest, reply: FastifyReply): number {
    const version = this.versions.current();
    const path = readParameters(operation.path, request.params as Record<string, unknown>);
    const query = readParameters(operation.query, request.query as Record<string, unknown>);
    const body = operation.read({ version, path, query });
    if (body === undefined) throw this.versions.absent();
    const { etag, ofBody, ofUnchanged } = this.headersOf(version);
    const known = request.headers['if-none-match'];
    if (known !== undefined && matchesEntityTag(known, etag)) {
      reply.hijack();
      reply.raw.writeHead(304, ofUnchanged).end();
      return 304;
    }
    const text = JSON.stringify(body);
    if (request.headers['accept-encoding'] === undefined) {
      reply.hijack();
      reply.raw.writeHead(200, [...ofBody, 'content-length', String(Buffer.byteLength(text))]).end(text);
    } else {
      for (let at = 0; at < ofBody.length; at += 2) reply.header(ofBody[at] ?? '', ofBody[at + 1]);
      reply.compress(text);
    }
    return 200;
  }

  /** Built once per version: they are the same for every request. */
  private headersOf(version: Version): WrittenHeaders {
    if (this.written === undefined || this.version !== version) {
      const headers = this.versions.headersOf(version);
      const ofUnchanged = Object.entries(headers).flat();
      this.written = { etag: headers.etag, ofUnchanged, ofBody: ['content-type', 'application/json; charset=utf-8', ...ofUnchanged] };
      this.version = version;
    }
    return this.written;
  }
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
