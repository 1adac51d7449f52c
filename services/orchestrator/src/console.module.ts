import type { Logger } from '@catalogsync/runtime';
import type { DynamicModule } from '@nestjs/common';
import { ConsoleServer } from './adapters/http/console-server.js';
import { HealthController } from './adapters/http/health.controller.js';
import { JobsController } from './adapters/http/jobs.controller.js';
import { LoginController } from './adapters/http/login.controller.js';
import { catalogueReaderToken, jobStoreToken, logInToken, sessionsToken } from './adapters/http/tokens.js';
import type { Catalogue } from './orchestrator.module.js';

/** The HTTP side. An application of its own, so that gRPC stands without it. */
export class ConsoleModule {
  static register(catalogue: Catalogue): DynamicModule {
    return {
      module: ConsoleModule,
      controllers: [HealthController, LoginController, JobsController],
      providers: [
        { provide: catalogueReaderToken, useFactory: () => catalogue.reader },
        { provide: jobStoreToken, useFactory: () => catalogue.jobs.store },
        { provide: logInToken, useFactory: () => catalogue.logIn },
        { provide: sessionsToken, useFactory: () => catalogue.sessions },
      ],
    };
  }
}

export function createConsole(catalogue: Catalogue, log: Logger): Promise<ConsoleServer> {
  return ConsoleServer.create(ConsoleModule.register(catalogue), log);
}
