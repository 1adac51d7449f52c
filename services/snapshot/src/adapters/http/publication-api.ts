import { stat } from 'node:fs/promises';
import { STATUS_CODES } from 'node:http';
import { join } from 'node:path';
import {
  type AccessPolicy,
  BearerTokens,
  bearerToken,
  demandRate,
  fileAnswer,
  type HttpApi,
  type IncomingRequest,
  type LeastRate,
  type ProblemBook,
  privateData,
  RequestFault,
  type Route,
  requestFault,
  route,
  unread,
} from '@catalogsync/http';
import type { Logger } from '@catalogsync/runtime';
import {
  coverFilePattern,
  coversFolderName,
  isSnapshotId,
  manifestName,
  metadataFolderName,
  originDatabaseName,
  packedOriginName,
  signatureName,
  snapshotsFolderName,
} from '@catalogsync/snapshot-format';
import type { Invitations } from '../../core/pairing/invitations.js';
import type { OpenDownloads } from '../../core/publication/open-downloads.js';
import { isOriginFile, isPublishedName } from '../../core/publication/published-names.js';
import { pairingRoute } from './pairing-route.js';

export interface PublicationApiParts {
  /** The publication folder. */
  readonly folder: string;
  readonly downloads: OpenDownloads;
  /** A request for anything but the health of the process must show one of them; empty: open to everybody. */
  readonly tokens: readonly string[];
  /** The one token that opens the file for the origin; empty: it is served to nobody. */
  readonly originToken: string;
  /** Slower downloads of a database are cut; none if absent. */
  readonly leastRate?: LeastRate;
  readonly log: Logger;
  readonly invitations: Invitations;
}

const manifestFiles = [manifestName, signatureName] as const;

/** Media types that the library does not know. */
function mediaTypeOf(name: string): string | undefined {
  if (name === signatureName) return 'application/jose';
  if (name.endsWith('.db')) return 'application/vnd.sqlite3';
  return name.endsWith('.zst') ? 'application/zstd' : undefined;
}

/** Documents of one version; the timestamp alone has none. */
const metadataForm = /^(timestamp|[1-9]\d{0,15}\.(root|snapshot|targets))\.json$/;

/** Followers look only at the status. */
const problems: ProblemBook = {
  detailed: false,
  kindOf(fault) {
    if (fault instanceof RequestFault && fault.code === 'unauthenticated') return { code: 'unauthenticated', status: 401 };
    const status = fault instanceof RequestFault ? (fault.status ?? 400) : 500;
    return { code: status === 404 ? 'not_found' : status < 500 ? 'invalid_argument' : 'internal', status };
  },
  statusOf: () => 500,
};

const nothingThere = (): RequestFault => requestFault('unknown_route', STATUS_CODES[404] ?? '', { status: 404 });

const common = { access: 'token', tag: 'publication', answers: {}, problems: [], head: 'handled' } as const;

/** Unknown addresses answer as if they were open: what the publication has is no secret, only what is in it. */
function accessOf(tokens: BearerTokens, ofOrigin: BearerTokens): AccessPolicy {
  return {
    admit({ headers }, operation) {
      if (operation === undefined || operation.access === 'open') return;
      const accepted = operation.access === 'origin' ? ofOrigin : tokens;
      // What names paths of the library is open to nobody.
      if (!accepted.needed && operation.access === 'token') return;
      const token = bearerToken(headers.authorization);
      if (token !== undefined && accepted.has(token)) return;
      throw new RequestFault('unauthenticated', 'this publication needs a token', {
        hint: 'Followers send SNAPSHOT_SOURCE_TOKEN.',
        headers: { 'www-authenticate': 'Bearer' },
      });
    },
  };
}

/** Serves published files to followers on other machines, and nothing else of the folder. */
export function publicationApi(parts: PublicationApiParts): HttpApi {
  return {
    routes: [
      health,
      ...manifestFiles.map((name) => currentFile(parts, name)),
      metadataFile(parts),
      fileOfSnapshot(parts),
      ...[originDatabaseName, packedOriginName].map((name) => fileOfSnapshot(parts, name)),
      coverFile(parts),
      pairingRoute(parts.invitations),
    ],
    access: accessOf(new BearerTokens(parts.tokens), new BearerTokens(parts.originToken === '' ? [] : [parts.originToken])),
    problems,
    style: { headers: privateData, unknown: (_request, malformed) => malformed ?? nothingThere(), refusesOtherMethods: false },
  };
}

const health: Route = route('getHealth', 'GET /healthz', {
  ...common,
  access: 'open',
  summary: 'Whether the process is alive.',
  handle: () => ({ body: 'ok\n', headers: { 'content-type': 'text/plain' } }),
});

/** The manifest of the current snapshot, or its signature. */
function currentFile({ folder }: PublicationApiParts, name: string): Route {
  return route(`get ${name}`, `GET /${name}`, {
    ...common,
    summary: 'Of the current snapshot.',
    handle: ({ request }) => file(request, { root: folder, name, cache: 'no-cache' }),
  });
}

function metadataFile({ folder, tokens }: PublicationApiParts): Route {
  return route('get metadata', `GET /${metadataFolderName}/:name`, {
    ...common,
    summary: 'A signed document that says what is published.',
    path: { name: unread('Its name.') },
    handle({ path: { name = '' }, request }) {
      if (!metadataForm.test(name)) throw nothingThere();
      const cache = name === 'timestamp.json' ? 'no-cache' : `${scopeOf(tokens)}, ${forEver}`;
      return file(request, { root: join(folder, metadataFolderName), name, cache });
    },
  });
}

/** @param only the one name that this route is of; without it any that is open to all followers */
function fileOfSnapshot({ folder, downloads, tokens, leastRate, log }: PublicationApiParts, only?: string): Route {
  const isServed = (name: string): boolean => (isPublishedName(name) && !isOriginFile(name)) || isManifestFile(name);
  return route(`get ${only ?? 'file'} of snapshot`, `GET /${snapshotsFolderName}/:id/${only ?? ':name'}`, {
    ...common,
    access: only === undefined ? 'token' : 'origin',
    summary: 'Of one snapshot.',
    path: { id: unread('Its id.'), ...(only === undefined ? { name: unread('Of the file.') } : {}) },
    async handle({ path, request }, { response }) {
      const { id = '', name = only ?? '' } = path as { id?: string; name?: string };
      if (!isSnapshotId(id) || (only === undefined && !isServed(name))) throw nothingThere();
      response.once('close', downloads.begin(id));
      if (leastRate !== undefined) demandRate(response, leastRate, () => log.warn({ snapshotId: id }, 'a download was cut: too slow'));
      // Rollback and renewal reissue a manifest, so caches must revalidate it; all else never changes.
      const cache = isManifestFile(name) ? 'no-cache' : `${scopeOf(tokens)}, ${forEver}`;
      return file(request, { root: join(folder, snapshotsFolderName, id), name, cache });
    },
  });
}

const isManifestFile = (name: string): boolean => (manifestFiles as readonly string[]).includes(name);

/** A picture of a cover. Its name says what it is, so it never changes; only those that a kept snapshot names are there. */
function coverFile({ folder }: PublicationApiParts): Route {
  return route('get cover', `GET /${coversFolderName}/:shard/:name`, {
    ...common,
    access: 'open',
    summary: 'A picture of a cover.',
    path: { shard: unread('The first two letters of its name.'), name: unread('Hash and size.') },
    async handle({ path: { shard = '', name = '' }, request: { raw } }) {
      if (!coverFilePattern.test(name) || name.slice(0, 2) !== shard) throw nothingThere();
      const path = `/${shard}/${name}`;
      const root = join(folder, coversFolderName);
      const found = await stat(join(root, path)).catch(() => undefined);
      const headers = { 'cache-control': `public, ${forEver}`, 'content-type': 'image/webp' };
      const answer = found?.isFile() === true ? await fileAnswer(raw, { root, path, headers }) : undefined;
      if (answer === undefined) throw nothingThere();
      return answer;
    },
  });
}

const forEver = 'max-age=31536000, immutable';

/** Shared caches must not keep what needs a token. */
const scopeOf = (tokens: readonly string[]): 'private' | 'public' => (tokens.length === 0 ? 'public' : 'private');

interface PublishedFile {
  readonly root: string;
  readonly name: string;
  readonly cache: string;
}

async function file({ raw }: IncomingRequest, { root, name, cache }: PublishedFile) {
  // Opening a pipe would wait for its writer.
  const found = await stat(join(root, name)).catch(() => undefined);
  if (found?.isFile() !== true) throw nothingThere();
  const mediaType = mediaTypeOf(name);
  const headers = { 'cache-control': cache, ...(mediaType && { 'content-type': mediaType }) };
  const answer = await fileAnswer(raw, { root, path: `/${name}`, headers });
  if (answer === undefined) throw nothingThere();
  return answer;
}
