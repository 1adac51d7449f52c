import { credentials, Metadata, makeGenericClientConstructor, type ServiceDefinition, type ServiceError } from '@grpc/grpc-js';
import { service as healthService } from 'grpc-health-check';
import type { RpcLimits } from './client.js';

/** A peer's health, or that it does not answer. */
export type Health = 'serving' | 'not_serving' | 'unreachable';

/** Calls the standard health check (grpc.health.v1) of one address. Never throws. */
export function checkHealth(address: string, limits: RpcLimits): Promise<Health> {
  const Client = makeGenericClientConstructor(healthService as unknown as ServiceDefinition, 'Health');
  const client = new Client(address, credentials.createInsecure());
  return new Promise((resolve) => {
    const done = (error: ServiceError | null, answer: { status: string | number } | undefined): void => {
      client.close();
      if (error !== null || answer === undefined) resolve('unreachable');
      else resolve(answer.status === 'SERVING' || answer.status === 1 ? 'serving' : 'not_serving');
    };
    const check = (client as unknown as Record<string, (...args: unknown[]) => unknown>).check;
    check?.call(client, { service: '' }, new Metadata(), { deadline: Date.now() + limits.deadlineMs }, done);
  });
}
