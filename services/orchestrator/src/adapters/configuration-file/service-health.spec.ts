import 'reflect-metadata';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type RpcServer, startRpcServer } from '@catalogsync/rpc/testing';
import { silentLogger } from '@catalogsync/runtime';
import { afterAll, afterEach, describe, expect, it } from '@jest/globals';
import { RpcServiceHealth } from './service-health.js';

// Real here: gRPC servers on sockets with the standard health check.
const folder = mkdtempSync(join(tmpdir(), 'health-'));
const servers: RpcServer[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await server.stop();
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const addressOf = (name: string): string => `unix:${join(folder, `${name}.sock`)}`;
async function startAt(name: string): Promise<RpcServer> {
  const server = await startRpcServer({
    module: { module: class Empty {} },
    definitions: {},
    address: addressOf(name),
    log: silentLogger(),
  });
  servers.push(server);
  return server;
}
const derived = { RESOLVER_RPC: addressOf('resolver'), ORIGIN_RPC: addressOf('origin'), ORCHESTRATOR_RPC: addressOf('self') };
const health = new RpcServiceHealth({ groups: [], derived, overrides: {}, fixed: {} }, 'orchestrator');
const look = async (...texts: string[]) => [...(await health.healthy(texts))].sort();

describe('when the health of services is checked', () => {
  it('counts those that serve, but none that is silent, gone or not ready, nor itself', async () => {
    await startAt('self');
    const resolver = await startAt('resolver');
    await startAt('origin');
    expect(await look('')).toEqual(['origin', 'resolver']);
    resolver.setHealth(false);
    expect(await look('')).toEqual(['origin']);
    await servers.pop()?.stop();
    expect(await look('')).toEqual([]);
  });

  it('asks at both the old and the new address after a change', async () => {
    await startAt('moved');
    expect(await look('', `RESOLVER_RPC=${addressOf('moved')}`)).toEqual(['resolver']);
    expect(await look('')).toEqual([]);
  });
});
