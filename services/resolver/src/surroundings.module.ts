import type { ServiceContext } from '@catalogsync/runtime';
import { type DynamicModule, Module } from '@nestjs/common';
import { logToken, stopSignalToken } from './adapters/grpc/resolver.controller.js';
import { SystemTiming } from './adapters/staging/system-timing.js';

/** Told of failures outside any download. */
export const warnToken = Symbol('warn');
export type Warn = (error: unknown, message: string) => void;

/** Clock, log and stop signal of the service. */
@Module({})
export class SurroundingsModule {
  /** @param stopping aborts running work when the service stops */
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
