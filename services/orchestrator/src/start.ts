import 'reflect-metadata';
import { HttpServer } from '@catalogsync/http';
import { type Application, createApplication, RpcAccess } from '@catalogsync/rpc';
import type { Logger, RunningService, ServiceContext } from '@catalogsync/runtime';
import type { Database } from '@catalogsync/sqlite';
import { identifyAtStartToken } from './artists.module.js';
import { openPrepared } from './catalogue.binding.js';
import { httpLimits, type OrchestratorConfig, objectBackend } from './config.js';
import type { BoundConfiguration } from './configuration.binding.js';
import { boundConfigurationToken } from './configuration-rpc.module.js';
import type { BoundConsole } from './console.binding.js';
import { consoleToken } from './console.module.js';
import type { IdentifyAtStart } from './core/artists/identify-at-start.js';
import { type Jobs, jobsToken } from './jobs.module.js';
import { type Library, libraryToken } from './library.module.js';
import { OrchestratorModule, rpcDefinitions } from './orchestrator.module.js';
import { type Schedules, schedulesToken } from './schedules.module.js';

/** Running work has this long to end by itself, and as long again once aborted: `up` exits within 5 s. */
const stopGraceMs = 1_000;

async function openDatabase(config: OrchestratorConfig, log: Logger): Promise<Database> {
  const database = await openPrepared(config.DB_PATH, config.LIBRARY_DIR, {
    named: objectBackend(config),
    followed: config.DOWNLOAD_LISTS,
  });
  if (database.journalMode !== 'wal')
    log.warn({ mode: database.journalMode }, 'the file system does not support WAL; the catalogue works without it');
  return database;
}

async function bind(config: OrchestratorConfig, context: ServiceContext, database: Database): Promise<Application> {
  const { WEB_HOST: host, WEB_PORT: port, ORCHESTRATOR_RPC: address } = config;
  const edge = { trustedProxies: config.TRUSTED_PROXIES, connections: config.MAX_CONNECTIONS, limits: httpLimits };
  const { log } = context;
  try {
    return await createApplication({
      module: OrchestratorModule.register(config, context, database),
      definitions: rpcDefinitions,
      address,
      access: new RpcAccess('orchestrator', config, context.socketFolder),
      http: new HttpServer({ host, port, keys: 'WEB_PORT or WEB_HOST', ...edge }, log),
      log,
    });
  } catch (error) {
    await database.close();
    throw error;
  }
}

/** Starts in this order, and stops in reverse. */
export async function start(config: OrchestratorConfig, context: ServiceContext): Promise<RunningService> {
  const { log } = context;
  const database = await openDatabase(config, log);
  const app = await bind(config, context, database);
  const { feed, metrics, record, search } = app.get<BoundConsole>(consoleToken);
  const { engine, keeper, coverKeeper } = app.get<Jobs>(jobsToken);
  const { scheduler } = app.get<Schedules>(schedulesToken);
  const identities = app.get<IdentifyAtStart>(identifyAtStartToken);
  const { watcher, rescans } = app.get<Library>(libraryToken);
  const { watch, resume } = app.get<BoundConfiguration>(boundConfigurationToken);
  const runs = config.START_RUNNER === 'true';
  const parts = [
    { name: 'the catalogue', close: () => database.close() },
    { name: 'the search for songs', start: () => search.start(), close: () => search.stop() },
    { name: 'the record of logins', close: () => record.flush() },
    app.calls,
    app.web,
    // Its streams end before the server, which would wait for them.
    { name: 'the live feed', close: () => feed.close() },
    // Jobs end before the calls, which would wait for them: a call that watches a job ends with it.
    { name: 'jobs', start: () => (runs ? engine.start() : undefined), close: () => engine.stop(stopGraceMs) },
    { name: 'the publication keeper', start: () => (runs ? keeper.start() : undefined), close: () => keeper.stop() },
    { name: 'artists that wait', start: () => (runs ? identities.start() : undefined), close: () => identities.stop() },
    { name: 'the keeper of covers', start: () => (runs ? coverKeeper.start() : undefined), close: () => coverKeeper.stop() },
    { name: 'schedules', start: () => (runs ? scheduler.start() : undefined), close: () => scheduler.stop() },
    { name: 'the scheduled scans', start: () => (runs ? rescans.start() : undefined), close: () => rescans.stop() },
    { name: 'the watch over the library', start: () => (runs ? watcher.start() : undefined), close: () => watcher.stop() },
    { name: 'the watch over the configuration', start: resume, close: () => watch.stop() },
  ];
  const running = await app.run('orchestrator', parts, metrics);
  log.info({ address: running.addresses.http }, 'the console answers');
  if (!runs) log.info('START_RUNNER is off: jobs wait in the queue, and schedules start none');
  return running;
}
