import 'reflect-metadata';
import { Fault } from '@catalogsync/faults';
import { HttpClient } from '@catalogsync/outbound-http';
import { type Application, createApplication, RpcAccess } from '@catalogsync/rpc';
import type { RunningService, ServiceContext } from '@catalogsync/runtime';
import type { Database } from '@catalogsync/sqlite';
import { openSideDatabase } from './adapters/sqlite/side-database.js';
import type { ResolverConfig } from './config.js';
import { AlbumShelf } from './core/downloads/album-shelf.js';
import { DownloadEngine } from './core/downloads/download-engine.js';
import { SourceCalls } from './core/gate/source-calls.js';
import { resolverMetrics } from './metrics.binding.js';
import { ResolverModule, rpcDefinitions } from './resolver.module.js';

async function bind(config: ResolverConfig, context: ServiceContext, database: Database, stopping: AbortSignal): Promise<Application> {
  try {
    const module = ResolverModule.register(config, context, database, stopping);
    const access = new RpcAccess('resolver', config, context.socketFolder);
    return await createApplication({ module, definitions: rpcDefinitions, address: config.RESOLVER_RPC, access, log: context.log });
  } catch (error) {
    await database.close();
    throw error;
  }
}

/** Starts in this order, and stops in reverse. */
export async function start(config: ResolverConfig, context: ServiceContext): Promise<RunningService> {
  const database = await openSideDatabase(config.DB_PATH);
  const stopping = new AbortController();
  const app = await bind(config, context, database, stopping.signal);
  const [engine, shelf, http] = [app.get(DownloadEngine), app.get(AlbumShelf), app.get(HttpClient)];
  const parts = [
    { name: 'resolver_stats.db', close: () => database.close() },
    { name: 'connections to sources', close: () => http.close() },
    { name: 'albums on the shelf', close: () => shelf.close() },
    app.calls,
    // What an earlier process left continues once clients can ask for it.
    { name: 'downloads', start: () => engine.resume(), close: () => engine.stop() },
    // This ends a running scan and its call; only then may the database close.
    { name: 'what is under way', close: () => stopping.abort(new Fault('unavailable', 'the resolver is stopping')) },
  ];
  return app.run('resolver', parts, resolverMetrics(app.get(SourceCalls)));
}
