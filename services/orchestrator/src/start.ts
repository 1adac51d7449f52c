import 'reflect-metadata';
import { startRpcServer } from '@catalogsync/rpc';
import { type Closer, closeAll, type RunningService, type ServiceContext } from '@catalogsync/runtime';
import { openPrepared, registerNamed } from './catalogue.module.js';
import { type OrchestratorConfig, objectBackend } from './config.js';
import { createConsole } from './console.module.js';
import { bindCatalogue, OrchestratorModule, rpcDefinitions } from './orchestrator.module.js';

/** What runs has so long to end by itself, and as long again once it is aborted: `up` leaves within 5 s. */
const stopGraceMs = 1_000;

/** Starts in written order; what is open when one part cannot start is closed again. */
export async function start(config: OrchestratorConfig, context: ServiceContext): Promise<RunningService> {
  const { log } = context;
  const closers: Closer[] = [];
  const opened = <T>(part: T, name: string, close: (part: T) => unknown): T => {
    closers.unshift({ name, close: () => close(part) });
    return part;
  };
  let stopped: Promise<void> | undefined;
  const stop = (): Promise<void> => {
    stopped ??= closeAll(closers, log);
    return stopped;
  };
  try {
    const database = opened(await openPrepared(config.DB_PATH, config.LIBRARY_DIR), 'catalogue', (part) => part.close());
    await registerNamed(database, objectBackend(config));
    if (database.journalMode !== 'wal')
      log.warn({ mode: database.journalMode }, 'the file system refuses WAL; the catalogue works without');
    const catalogue = opened(bindCatalogue(config, context, database), 'clients', (part) => part.close());
    const rpc = opened(
      await startRpcServer({
        module: OrchestratorModule.register(catalogue),
        definitions: rpcDefinitions,
        address: config.ORCHESTRATOR_RPC,
        log,
      }),
      'orchestrator calls',
      (part) => part.stop(),
    );
    const web = opened(await createConsole({ ...catalogue, database }, context), 'console', (part) => part.stop());
    // First of all at the end: the job's watchers leave with it, and only then do the calls end.
    const { engine } = opened(catalogue.jobs, 'jobs', (part) => part.engine.stop(stopGraceMs));
    const { scheduler } = opened(catalogue.schedules, 'schedules', (part) => part.scheduler.stop());
    if (config.START_RUNNER === 'true') {
      await engine.start();
      scheduler.start();
    } else log.info('START_RUNNER is off: jobs are queued and wait, schedules begin none');
    const http = await web.listen(config.WEB_HOST, config.WEB_PORT);
    await opened(catalogue.configuration, 'watch over the configuration', (part) => part.watch.stop()).resume();
    return { name: 'orchestrator', addresses: { grpc: rpc.address, http }, stop };
  } catch (error) {
    await stop().catch(() => {
      // Logged part by part; why it could not start matters more.
    });
    throw error;
  }
}
