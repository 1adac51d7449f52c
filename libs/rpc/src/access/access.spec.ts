import { cpSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as contracts from '@catalogsync/contracts';
import { type RpcName, rpcCertificateFiles, silentLogger } from '@catalogsync/runtime';
import { makeRpcCertificates } from '@catalogsync/signing';
import { freePort } from '@catalogsync/testkit';
import { ChannelCredentials, type Metadata, makeGenericClientConstructor } from '@grpc/grpc-js';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { Controller } from '@nestjs/common';
import { type RpcServer, startRpcServer } from '../../test/testing.js';
import { type Caller, callerOf, checkHealth, createRpcClient, RpcAccess, type RpcClient } from '../index.js';
import { callersByMethod } from './method-callers.js';

// Real here: Nest, grpc-js, TCP and Unix sockets, TLS, certificates from files.
const { orchestratorConfigurationV1: wire, resolverV1 } = contracts;
const callers: Caller[] = [];
const seen: string[] = [];

/** Notes its caller and answers with as good as nothing. */
function answered(_request: unknown, metadata: Metadata): object {
  callers.push(callerOf({ metadata }));
  seen.push(JSON.stringify(metadata.getMap()));
  const lists = { sources: [], revisions: [], restartKeys: [], restartServices: [], restartedServices: [] };
  return { ...lists, nextPageToken: '', previousRevisionId: 0 };
}

class Settings {}
class Library {}
for (const [controller, methods, decorate] of [
  [
    Settings,
    ['listRevisions', 'getRevision', 'diffRevisions', 'saveRevision', 'applyRevision'],
    wire.ConfigurationServiceControllerMethods(),
  ],
  [Library, Object.keys(resolverV1.ResolverServiceService), resolverV1.ResolverServiceControllerMethods()],
] as const) {
  for (const name of methods)
    Object.defineProperty(controller.prototype, name, { value: answered.bind(undefined), configurable: true, writable: true });
  decorate(controller);
  Controller()(controller);
}

const home = mkdtempSync(join(tmpdir(), 'access-'));
const [keys, otherKeys, oldKeys, noKeys] = ['keys', 'other', 'old', 'none'].map((name) => join(home, name)) as [
  string,
  string,
  string,
  string,
];
const secret = 's'.repeat(40);
const open: { close(): unknown }[] = [];
const limits = { deadlineMs: 20_000 };

beforeAll(async () => {
  await makeRpcCertificates(keys, new Date());
  await makeRpcCertificates(otherKeys, new Date());
  await makeRpcCertificates(oldKeys, new Date(Date.now() - 3 * 365 * 86_400_000));
});
afterEach(async () => {
  for (const one of open.splice(0).toReversed()) await one.close();
  callers.length = 0;
  seen.length = 0;
});
afterAll(() => rmSync(home, { recursive: true, force: true }));

const access = (name: RpcName, dir = noKeys, shared = '', sockets?: string): RpcAccess =>
  new RpcAccess(name, { KEYS_DIR: dir, RPC_SHARED_SECRET: shared }, sockets);

const definitions = {
  'catalogsync.orchestrator.v1.ConfigurationService': wire.ConfigurationServiceService,
  'catalogsync.resolver.v1.ResolverService': resolverV1.ResolverServiceService,
};

async function serve(given: RpcAccess | undefined, address?: string): Promise<RpcServer> {
  const module = { module: class Root {}, controllers: [Settings, Library] };
  const at = address ?? `127.0.0.1:${await freePort()}`;
  const server = await startRpcServer({ module, definitions, address: at, access: given, log: silentLogger() });
  open.push({ close: () => server.stop() });
  return server;
}

type Both = RpcClient<typeof wire.ConfigurationServiceService & typeof resolverV1.ResolverServiceService>;

function clientAt(address: string, given?: RpcAccess, service = 'orchestrator'): Both {
  const both = { ...wire.ConfigurationServiceService, ...resolverV1.ResolverServiceService };
  const client = createRpcClient(both, { address, service, access: given });
  open.push(client);
  return client;
}

const apply = (client: Both) => client.applyRevision({ revisionId: 1 }, limits);
const list = (client: Both) => client.listRevisions({ pageSize: 1, pageToken: '' }, limits);

describe('when a service is to listen on TCP without anything that proves its callers', () => {
  it.each(['127.0.0.1:0', '0.0.0.0:0', '[::1]:0', 'localhost:0'])('does not start at %s, and says what to do', async (address) => {
    for (const none of [undefined, access('orchestrator')])
      await expect(serve(none, address)).rejects.toMatchObject({
        code: 'failed_precondition',
        message: expect.stringContaining(address),
        hint: expect.stringMatching(/keys generate.*RPC_SHARED_SECRET/),
      });
  });

  it('does not start with a certificate that has expired or lacks a file either', async () => {
    await expect(serve(access('orchestrator', oldKeys))).rejects.toMatchObject({
      code: 'expired',
      hint: expect.stringContaining('keys generate'),
    });
    const { key } = rpcCertificateFiles(otherKeys, 'snapshot');
    rmSync(key);
    await expect(serve(access('snapshot', otherKeys))).rejects.toMatchObject({
      code: 'failed_precondition',
      message: expect.stringContaining(key),
    });
  });
});

describe('when callers prove themselves by certificate', () => {
  it('answers the one that its method names, and knows it', async () => {
    const { address } = await serve(access('resolver', keys));
    await clientAt(address, access('orchestrator', keys), 'resolver').listSources({}, limits);
    await list(clientAt(address, access('owner', keys), 'resolver'));
    expect(callers).toEqual([
      { kind: 'service', name: 'orchestrator' },
      { kind: 'service', name: 'owner' },
    ]);
    expect(await checkHealth(address, limits, { service: 'resolver', access: access('origin', keys) })).toBe('serving');
  });

  it('refuses a service that its method does not name, and says so', async () => {
    const { address } = await serve(access('resolver', keys));
    const origin = clientAt(address, access('origin', keys), 'resolver');
    await expect(origin.listSources({}, limits)).rejects.toMatchObject({
      code: 'permission_denied',
      message: 'origin may not call ListSources',
      hint: expect.stringContaining('orchestrator'),
    });
    await expect(list(clientAt(address, access('orchestrator', keys), 'resolver'))).rejects.toMatchObject({ code: 'permission_denied' });
    expect(callers).toEqual([]);
  });

  it('lets nobody apply a revision from elsewhere, not even the owner', async () => {
    const { address } = await serve(access('orchestrator', keys));
    for (const name of ['owner', 'orchestrator', 'resolver'] as const)
      await expect(apply(clientAt(address, access(name, keys)))).rejects.toMatchObject({
        code: 'permission_denied',
        hint: expect.stringContaining('on the machine'),
      });
    expect(callers).toEqual([]);
  });

  it('refuses the certificate of another authority, an expired one, and none', async () => {
    const { address } = await serve(access('resolver', keys));
    const strangers = [
      clientAt(address, access('orchestrator', otherKeys), 'resolver'),
      clientAt(address, access('orchestrator', noKeys, secret), 'resolver'),
    ];
    for (const stranger of strangers) await expect(stranger.listSources({}, limits)).rejects.toMatchObject({ code: 'unavailable' });
    expect(() => clientAt(address, access('orchestrator', oldKeys), 'resolver')).toThrow(expect.objectContaining({ code: 'expired' }));
    expect(callers).toEqual([]);
    expect(await checkHealth(address, limits, { service: 'resolver', access: access('owner', otherKeys) })).toBe('unreachable');
  });

  it('refuses an expired certificate of its own authority that a caller shows all the same', async () => {
    const expired = join(home, 'expired');
    cpSync(keys, expired, { recursive: true });
    await makeRpcCertificates(expired, new Date(Date.now() - 3 * 365 * 86_400_000), 'all');
    const { address } = await serve(access('resolver', keys));
    const shown = rpcCertificateFiles(expired, 'orchestrator');
    const credentials = ChannelCredentials.createSsl(
      ...([shown.authority, shown.key, shown.certificate].map((file) => readFileSync(file)) as [Buffer, Buffer, Buffer]),
    );
    const Client = makeGenericClientConstructor(resolverV1.ResolverServiceService, 'resolver');
    const client = new Client(address, credentials, { 'grpc.ssl_target_name_override': 'resolver' });
    open.push(client);
    const failure = await new Promise((resolve) => client.listSources?.({}, { deadline: Date.now() + 20_000 }, resolve));
    expect(failure).toMatchObject({ code: 14 });
    expect(callers).toEqual([]);
  });

  it('is not taken for another service at the same address', async () => {
    const { address } = await serve(access('snapshot', keys));
    await expect(clientAt(address, access('orchestrator', keys), 'resolver').listSources({}, limits)).rejects.toMatchObject({
      code: 'unavailable',
      hint: expect.stringContaining('certificates'),
    });
  });

  it('still wants the shared secret where one is set, and believes no name that a call says itself', async () => {
    const { address } = await serve(access('resolver', keys, secret));
    await expect(clientAt(address, access('orchestrator', keys), 'resolver').listSources({}, limits)).rejects.toMatchObject({
      code: 'unauthenticated',
    });
    await clientAt(address, access('orchestrator', keys, secret), 'resolver').listSources({}, limits);
    expect(callers).toEqual([{ kind: 'service', name: 'orchestrator' }]);
  });
});

describe('when callers prove themselves by the shared secret', () => {
  it('answers the one that its method names, without showing it the secret', async () => {
    const { address } = await serve(access('resolver', noKeys, secret));
    await clientAt(address, access('orchestrator', noKeys, secret)).listSources({}, limits);
    await list(clientAt(address, access('owner', noKeys, secret)));
    expect(callers.map(({ name }) => name)).toEqual(['orchestrator', 'owner']);
    expect(seen.join()).not.toContain(secret);
  });

  it('refuses a wrong secret and none, also for the health check', async () => {
    const { address } = await serve(access('resolver', noKeys, secret));
    const wrong = access('orchestrator', noKeys, `${secret}x`);
    await expect(clientAt(address, wrong).listSources({}, limits)).rejects.toMatchObject({
      code: 'unauthenticated',
      hint: expect.stringContaining('RPC_SHARED_SECRET'),
    });
    expect(await checkHealth(address, limits, { service: 'resolver', access: wrong })).toBe('refused');
    expect(() => clientAt(address)).toThrow(expect.objectContaining({ code: 'failed_precondition' }));
    await expect(apply(clientAt(address, access('owner', noKeys, secret)))).rejects.toMatchObject({ code: 'permission_denied' });
    expect(callers).toEqual([]);
  });
});

describe('when calls come over a Unix socket', () => {
  it('answers each method, also beside TCP', async () => {
    const sockets = join(home, 'run');
    await serve(access('resolver', keys, secret, sockets));
    const socket = `unix:${join(sockets, 'resolver.sock')}`;
    await apply(clientAt(socket));
    await clientAt(socket, access('orchestrator')).listSources({}, limits);
    expect(callers).toEqual([
      { kind: 'local', name: 'owner' },
      { kind: 'local', name: 'orchestrator' },
    ]);
  });

  it('is open to its user only, and belongs to one process', async () => {
    const path = join(home, 'one.sock');
    const before = process.umask(0);
    try {
      await serve(undefined, `unix:${path}`);
    } finally {
      process.umask(before);
    }
    expect(statSync(path).mode & 0o777).toBe(0o600);
    await expect(serve(undefined, `unix:${path}`)).rejects.toMatchObject({
      code: 'failed_precondition',
      message: `another process listens on ${path}`,
    });
    expect(await checkHealth(`unix:${path}`, limits)).toBe('serving');
  });
});

describe('when a port is taken', () => {
  it('says so', async () => {
    const { address } = await serve(access('resolver', keys));
    await expect(serve(access('resolver', keys), address)).rejects.toMatchObject({
      code: 'failed_precondition',
      message: `cannot listen on ${address}: the address is in use`,
    });
  });
});

describe('when a method is added to a service', () => {
  it('must state its callers', () => {
    const paths = Object.values(contracts).flatMap((part) =>
      Object.entries(part).flatMap(([name, value]) =>
        name.endsWith('ServiceService') ? Object.values(value as Record<string, { path: string }>).map(({ path }) => path) : [],
      ),
    );
    expect(paths.length).toBeGreaterThan(40);
    expect(paths.filter((path) => !callersByMethod.has(path))).toEqual([]);
    expect([...callersByMethod.keys()].toSorted()).toEqual(paths.toSorted());
  });
});
