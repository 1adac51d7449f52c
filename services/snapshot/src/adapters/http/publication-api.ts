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
  databaseName,
  isSnapshotId,
  manifestName,
  originDatabaseName,
  signatureName,
} from '@catalogsync/snapshot-format';
import type { OpenDownloads } from '../../core/publication/open-downloads.js';

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
}

const manifestFiles = [manifestName, signatureName] as const;

/** The served files of one snapshot's folder. */
const snapshotFiles = [databaseName, originDatabaseName, ...manifestFiles] as const;

type FileName = (typeof snapshotFiles)[number];

/** Media types that the library does not know. */
const mediaTypes: Partial<Record<FileName, string>> = {
  [databaseName]: 'application/vnd.sqlite3',
  [originDatabaseName]: 'application/vnd.sqlite3',
  [signatureName]: 'application/jose',
};

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
      ...snapshotFiles.map((name) => fileOfSnapshot(parts, name)),
      coverFile(parts),
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
function currentFile({ folder, tokens }: PublicationApiParts, name: FileName): Route {
  return route(`get ${name}`, `GET /${name}`, {
    ...common,
    summary: 'Of the current snapshot.',
    handle: ({ request }) => file(request, { root: folder, name, scope: scopeOf(tokens) }, ''),
  });
}

function fileOfSnapshot({ folder, downloads, tokens, leastRate, log }: PublicationApiParts, name: FileName): Route {
  return route(`get ${name} of snapshot`, `GET /snapshots/:id/${name}`, {
    ...common,
    access: name === originDatabaseName ? 'origin' : 'token',
    summary: 'Of one snapshot.',
    path: { id: unread('Its id.') },
    async handle({ path: { id = '' }, request }, { response }) {
      if (!isSnapshotId(id)) throw nothingThere();
      response.once('close', downloads.begin(id));
      if (leastRate !== undefined) demandRate(response, leastRate, () => log.warn({ snapshotId: id }, 'a download was cut: too slow'));
      return file(request, { root: folder, name, scope: scopeOf(tokens) }, id);
    },
  });
}

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
  readonly name: FileName;
  readonly scope: 'private' | 'public';
}

async function file({ raw }: IncomingRequest, { root, name, scope }: PublishedFile, snapshotId: string) {
  // Opening a pipe would wait for its writer.
  const found = await stat(join(root, snapshotId, name)).catch(() => undefined);
  if (found?.isFile() !== true) throw nothingThere();
  const mediaType = mediaTypes[name];
  // Rollback and renewal reissue a manifest, so caches must revalidate it; a database never changes.
  const cache = name === databaseName || name === originDatabaseName ? `${scope}, ${forEver}` : 'no-cache';
  const headers = { 'cache-control': cache, ...(mediaType && { 'content-type': mediaType }) };
  const answer = await fileAnswer(raw, { root, path: `${snapshotId && `/${snapshotId}`}/${name}`, headers });
  if (answer === undefined) throw nothingThere();
  return answer;
}
