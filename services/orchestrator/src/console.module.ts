import type { AllowedHosts } from '@catalogsync/http';
import { auditReaderToken } from '@catalogsync/rpc';
import type { ServiceContext } from '@catalogsync/runtime';
import type { Database } from '@catalogsync/sqlite';
import { type DynamicModule, Module } from '@nestjs/common';
import { ConsoleAccessController, consoleAccessToken } from './adapters/grpc/console-access.controller.js';
import { followListsToken } from './adapters/grpc/playlist.controller.js';
import type { AccessParts, SettingsParts } from './adapters/http/api-parts.js';
import type { OrchestratorConfig } from './config.js';
import { boundConfigurationToken } from './configuration-rpc.module.js';
import { type BoundConsole, bindConsole } from './console.binding.js';
import { type ConsolePeers, consolePeers, consolePeersToken } from './console-peers.binding.js';
import { type Surroundings, surroundings, surroundingsToken } from './console-surroundings.binding.js';
import type { FollowLists } from './core/following/follow-lists.js';
import { type Jobs, jobsToken } from './jobs.module.js';
import { type Library, libraryToken } from './library.module.js';
import { orchestratorMetrics } from './metrics.binding.js';
import { type Schedules, schedulesToken } from './schedules.module.js';

export const consoleToken = Symbol('console');

/** What is injected, in the order of the parameters below. */
const inject = [
  ...[jobsToken, libraryToken, followListsToken, schedulesToken, boundConfigurationToken, auditReaderToken],
  ...[consolePeersToken, surroundingsToken],
];

/** The operations console. */
@Module({})
export class ConsoleModule {
  /** @param imports jobs, library, playlists, mirrors, upkeep, schedules, configuration, peers and the audit log */
  static register(
    config: OrchestratorConfig,
    hosts: AllowedHosts,
    context: ServiceContext,
    database: Database,
    imports: DynamicModule[],
  ): DynamicModule {
    const useFactory = (
      jobs: Jobs,
      { scans }: Library,
      following: FollowLists,
      schedules: Schedules,
      configuration: SettingsParts,
      auditLog: AccessParts['auditLog'],
      peers: ConsolePeers,
      around: Surroundings,
    ): BoundConsole => {
      const stages = jobs.metrics;
      const metrics = orchestratorMetrics({ config, database, stages, jobs, volumes: around.volumes, now: () => context.clock.now() });
      const needs = { database, hosts, jobs, scans, following, schedules, configuration, auditLog, peers, metrics, ...around };
      return bindConsole(needs, context);
    };
    const accessBy = { provide: consoleAccessToken, inject: [consoleToken], useFactory: (console: BoundConsole) => console.accessBy };
    return {
      module: ConsoleModule,
      imports,
      controllers: [ConsoleAccessController],
      providers: [{ provide: consoleToken, inject, useFactory }, accessBy, consolePeers(config), surroundings(config, context, database)],
      exports: [consoleToken],
    };
  }
}
