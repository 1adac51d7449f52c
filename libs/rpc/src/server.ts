import { mkdirSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { Fault } from '@catalogsync/faults';
import type { Logger } from '@catalogsync/runtime';
import type { Server, ServiceDefinition } from '@grpc/grpc-js';
import type { DynamicModule, INestMicroservice, LoggerService } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { type MicroserviceOptions, Transport } from '@nestjs/microservices';
import { HealthImplementation } from 'grpc-health-check';
import { FaultFilter } from './fault-filter.js';

/** The services of one RPC server by full name, such as `catalogsync.snapshot.v1.SnapshotService`. */
export type RpcDefinitions = Readonly<Record<string, unknown>>;

export interface RpcServerOptions {
  /** Root module; its controllers implement `definitions`. */
  readonly module: DynamicModule;
  readonly definitions: RpcDefinitions;
  /** `unix:/path` or `host:port`. */
  readonly address: string;
  readonly log: Logger;
}

export interface RpcServer {
  readonly address: string;
  /** For reading providers that the module exports to its own main. */
  readonly app: INestMicroservice;
  setHealth(serving: boolean): void;
  /** Stops taking calls, lets open ones end, then closes the module. */
  stop(): Promise<void>;
}

/** 4 MiB is gRPC's own default; pages of 5,000 files fit well below it. */
const maxMessageBytes = 4 * 1024 * 1024;

/** Nest's own start-up chatter belongs at debug level of our log. */
export function nestLogger(log: Logger): LoggerService {
  const at = (level: 'debug' | 'warn' | 'error' | 'fatal') => (message: unknown) => log[level]({ nest: true }, String(message));
  return { log: at('debug'), debug: at('debug'), verbose: at('debug'), warn: at('warn'), error: at('error'), fatal: at('fatal') };
}

/** A socket left by a process that died would keep the new one from listening. */
function prepareSocket(address: string): void {
  if (!address.startsWith('unix:')) return;
  const path = address.slice('unix:'.length);
  // sun_path holds 108 bytes with the final zero (unix(7)).
  if (Buffer.byteLength(path) > 107) {
    throw new Fault('invalid_argument', `the socket path is longer than 107 bytes: ${path}`, {
      hint: 'Choose a shorter home folder, or an address host:port.',
    });
  }
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  rmSync(path, { force: true });
}

/**
 * Starts one Nest application that answers gRPC with health checks, Faults as errors and nothing else.
 * @throws Fault `failed_precondition` if the address is taken, `invalid_argument` if it cannot be one.
 */
export async function startRpcServer(options: RpcServerOptions): Promise<RpcServer> {
  prepareSocket(options.address);
  const health = new HealthImplementation({ '': 'SERVING' });
  const packages = [...new Set(Object.keys(options.definitions).map((name) => name.slice(0, name.lastIndexOf('.'))))];
  const app = await NestFactory.createMicroservice<MicroserviceOptions>(options.module, {
    transport: Transport.GRPC,
    logger: nestLogger(options.log),
    abortOnError: false,
    options: {
      url: options.address,
      package: packages,
      packageDefinition: options.definitions as Record<string, ServiceDefinition>,
      gracefulShutdown: true,
      maxReceiveMessageLength: maxMessageBytes,
      maxSendMessageLength: maxMessageBytes,
      onLoadPackageDefinition: (_package: unknown, server: Server) => health.addToServer(server),
    },
  });
  app.useGlobalFilters(new FaultFilter(options.log));
  try {
    await app.listen();
  } catch (error) {
    await app.close();
    throw new Fault('failed_precondition', `cannot listen on ${options.address}`, { hint: 'Is another instance running?', cause: error });
  }
  return {
    address: options.address,
    app,
    setHealth: (serving) => health.setStatus('', serving ? 'SERVING' : 'NOT_SERVING'),
    stop: async () => {
      health.setStatus('', 'NOT_SERVING');
      await app.close();
    },
  };
}
