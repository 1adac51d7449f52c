import type { ServiceContext } from '@catalogsync/runtime';
import { type DynamicModule, Module } from '@nestjs/common';
import { logToken, stopSignalToken } from './adapters/grpc/resolver.controller.js';
import { SystemTiming } from './adapters/staging/system-timing.js';

/** Time, the log and the end of the service, for every module. */
@Module({})
export class SurroundingsModule {
  /** @param stopping aborts what runs when the service stops */
  static register({ clock, log }: ServiceContext, stopping: AbortSignal): DynamicModule {
    return {
      module: SurroundingsModule,
      global: true,
      providers: [
        { provide: SystemTiming, useFactory: () => new SystemTiming(clock) },
        { provide: logToken, useValue: log },
        { provide: stopSignalToken, useValue: stopping },
      ],
      exports: [SystemTiming, logToken, stopSignalToken],
    };
  }
}
