import { toFault } from '@catalogsync/faults';
import { service as healthService } from 'grpc-health-check';
import { createRpcClient, type RpcLimits, type RpcTarget } from './client.js';

/** A peer's health; or that it runs but refuses us; or that it does not answer. */
export type Health = 'serving' | 'not_serving' | 'refused' | 'unreachable';

type HealthMethods = { Check(request: { service: string }, limits: RpcLimits): Promise<{ status: string | number }>; close(): void };

/** Calls the standard health check (grpc.health.v1) of one address. Never throws. */
export async function checkHealth(
  address: string,
  limits: RpcLimits,
  peer: Omit<RpcTarget, 'address'> = { service: 'service' },
): Promise<Health> {
  let client: HealthMethods | undefined;
  try {
    client = createRpcClient(healthService, { ...peer, address }) as unknown as HealthMethods;
    const { status } = await client.Check({ service: '' }, limits);
    return status === 'SERVING' || status === 1 ? 'serving' : 'not_serving';
  } catch (error) {
    const { code } = toFault(error);
    return code === 'unauthenticated' || code === 'permission_denied' ? 'refused' : 'unreachable';
  } finally {
    client?.close();
  }
}
