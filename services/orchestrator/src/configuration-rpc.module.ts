import { orchestratorConfigurationV1 } from '@catalogsync/contracts';
import type { RpcDefinitions } from '@catalogsync/rpc';
import type { DynamicModule } from '@nestjs/common';
import {
  applyRevisionToken,
  ConfigurationController,
  configurationToken,
  runtimeFieldsToken,
} from './adapters/grpc/configuration.controller.js';
import type { BoundConfiguration } from './configuration.module.js';

export const configurationDefinitions: RpcDefinitions = {
  'catalogsync.orchestrator.v1.ConfigurationService': orchestratorConfigurationV1.ConfigurationServiceService,
};

/** The gRPC side. */
export class ConfigurationModule {
  static register({ configuration, applying, runtime }: BoundConfiguration): DynamicModule {
    return {
      module: ConfigurationModule,
      controllers: [ConfigurationController],
      providers: [
        { provide: configurationToken, useFactory: () => configuration },
        { provide: applyRevisionToken, useFactory: () => applying },
        { provide: runtimeFieldsToken, useFactory: () => runtime },
      ],
    };
  }
}
