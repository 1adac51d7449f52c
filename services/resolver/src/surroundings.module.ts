import type { ServiceContext } from '@catalogsync/runtime';
import { type DynamicModule, Module } from '@nestjs/common';
import { logToken, stopSignalToken } from './adapters/grpc/resolver.controller.js';
import { SystemTiming } from './adapters/staging/system-timing.js';

/** Told of what failed outside any download. */
export const warnToken = Symbol('warn');
export type Warn = (error: unknown, message: string) => void;

/** Time, the log and the end of the service. */
@Module({})
export class SurroundingsModule {
  /** @param stopping aborts what runs when the service stops */
  static register({ clock, log }: ServiceContext, stopping: AbortSignal): DynamicModule {
    return {
      module: SurroundingsModule,
      providers: [
        { provide: SystemTiming, useFactory: () => new SystemTiming(clock) },
        { provide: logToken, useValue: log },
        { provide: warnToken, useValue: (err: unknown, message: string) => log.warn({ err }, message) },
        { provide: stopSignalToken, useValue: stopping },
      ],
      exports: [SystemTiming, logToken, warnToken, stopSignalToken],
    };
  }
}
