import type { Audit } from '@catalogsync/audit';
import type { ServiceContext } from '@catalogsync/runtime';
import type { Database } from '@catalogsync/sqlite';
import { type DynamicModule, Module } from '@nestjs/common';
import {
  applyRevisionToken,
  ConfigurationController,
  configurationToken,
  ownersConsentToken,
} from './adapters/grpc/configuration.controller.js';
import type { OrchestratorConfig } from './config.js';
import { type BoundConfiguration, bindConfiguration } from './configuration.binding.js';

export const boundConfigurationToken = Symbol('bound configuration');

/** The configuration of the installation, and its gRPC edge. */
@Module({})
export class ConfigurationModule {
  static register(config: OrchestratorConfig, context: ServiceContext, database: Database, audit: Audit): DynamicModule {
    const inject = [boundConfigurationToken];
    return {
      module: ConfigurationModule,
      controllers: [ConfigurationController],
      providers: [
        { provide: boundConfigurationToken, useFactory: () => bindConfiguration(config, context, database, audit) },
        { provide: configurationToken, inject, useFactory: ({ configuration }: BoundConfiguration) => configuration },
        { provide: applyRevisionToken, inject, useFactory: ({ applying }: BoundConfiguration) => applying },
        { provide: ownersConsentToken, inject, useFactory: ({ consent }: BoundConfiguration) => consent },
      ],
      exports: [boundConfigurationToken],
    };
  }
}
