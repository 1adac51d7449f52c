import type { AddressInfo } from 'node:net';
import { baseAddress, type Logger, listenFault } from '@catalogsync/runtime';
import { isSnapshotId } from '@catalogsync/snapshot-format';
import { type SendOptions, send } from '@fastify/send';
import { type FastifyInstance, type FastifyReply, type FastifyRequest, fastify } from 'fastify';
import type { OpenDownloads } from '../../core/publication/open-downloads.js';

/** Downloads still open this long after `stop` are cut; a follower resumes them elsewhere or later. */
const drainMs = 1500;

/** Half the processor time per byte of the default 64 KiB. */
const readBlockBytes = 256 * 1024;

export interface PublicationServerOptions {
  /** The publication folder. */
  readonly folder: string;
  readonly downloads: OpenDownloads;
  readonly log: Logger;
}

/** The paths of one snapshot's folder that are served. */
const snapshotFiles = ['catalog_read.db', 'manifest.json', 'manifest.json.jws'] as const;
const manifestFiles = ['manifest.json', 'manifest.json.jws'] as const;

/** Serves what has been published to followers on other machines, and nothing else of the folder. */
export class PublicationServer {
  private readonly app: FastifyInstance;

  constructor(private readonly options: PublicationServerOptions) {
    this.app = fastify({ logger: false, forceCloseConnections: 'idle', requestTimeout: 30_000, exposeHeadRoutes: false });
    this.app.setNotFoundHandler((_request, reply) => this.problem(reply, 404, 'not_found'));
    this.app.setErrorHandler((error, _request, reply) => this.failed(error, reply));
    this.routes();
  }

  /**
   * @returns the base address with the real port.
   * @throws Fault `failed_precondition` if the address is taken, `invalid_argument` if it is none of this machine.
   */
  async listen(host: string, port: number): Promise<string> {
    try {
      await this.app.listen({ host, port });
    } catch (error) {
      throw listenFault(error, host, port, 'SNAPSHOT_PORT or SNAPSHOT_HOST');
    }
    return baseAddress(this.app.server.address() as AddressInfo);
  }

  /** Lets open downloads end for a while, then cuts them. */
  async stop(): Promise<void> {
    const cut = setTimeout(() => this.app.server.closeAllConnections(), drainMs);
    try {
      await this.app.close();
    } finally {
      clearTimeout(cut);
    }
  }

  private routes(): void {
    const method = ['GET', 'HEAD'];
    this.app.route({ method, url: '/healthz', handler: (_request, reply) => reply.type('text/plain').send('ok\n') });
    for (const name of manifestFiles) {
      // Followers ask often; a cache between must ask too.
      this.app.route({ method, url: `/${name}`, handler: (request, reply) => this.file(request, reply, `/${name}`, 'no-cache') });
    }
    for (const name of snapshotFiles) {
      this.app.route<{ Params: { id: string } }>({
        method,
        url: `/snapshots/:id/${name}`,
        handler: async (request, reply) => {
          const { id } = request.params;
          if (!isSnapshotId(id)) return this.problem(reply, 404, 'not_found');
          // A manifest is issued again on rollback and renewal; a database never changes.
          const cache = name === 'catalog_read.db' ? 'public, max-age=31536000, immutable' : 'no-cache';
          reply.raw.once('close', this.options.downloads.begin(id));
          return this.file(request, reply, `/${id}/${name}`, cache);
        },
      });
    }
  }

  /** Ranges, HEAD and conditions are the library's; the path is one of ours, never the caller's. */
  private async file(request: FastifyRequest, reply: FastifyReply, path: string, cacheControl: string): Promise<FastifyReply> {
    const options: SendOptions = {
      root: this.options.folder,
      index: false,
      cacheControl: false,
      highWaterMark: readBlockBytes,
    };
    const result = await send(request.raw, path, options);
    if (result.statusCode === 404 || result.statusCode === 403) return this.problem(reply, 404, 'not_found');
    reply.code(result.statusCode).headers(result.headers);
    if (result.statusCode < 400) reply.header('cache-control', cacheControl).header('x-content-type-options', 'nosniff');
    if (path.endsWith('.db')) reply.type('application/vnd.sqlite3');
    if (path.endsWith('.jws')) reply.type('application/jose');
    return reply.send(result.stream);
  }

  private failed(error: unknown, reply: FastifyReply): FastifyReply {
    const status = (error as { statusCode?: number }).statusCode ?? 500;
    if (status >= 500) this.options.log.error({ err: error }, 'a published file could not be served');
    return this.problem(reply, status, status >= 500 ? 'internal' : 'invalid_argument');
  }

  private problem(reply: FastifyReply, status: number, code: string): FastifyReply {
    return reply
      .code(status)
      .type('application/problem+json')
      .send(JSON.stringify({ type: 'about:blank', status, code }));
  }
}
