import { describe, expect, it } from '@jest/globals';
import { rpcAddresses, serviceEnvironment, socketFolder } from './service-environment.js';

describe('when the path of a home is too long for sockets', () => {
  const long = `/srv/${'深'.repeat(40)}`;

  it('keeps them in a separate folder, the same for every process', () => {
    expect(socketFolder('/home/me', '/tmp')).toBe('/home/me/run');
    expect(socketFolder(long, '/tmp')).toMatch(/^\/tmp\/catalogsync-[0-9a-f]{16}$/);
    expect(socketFolder(long, '/tmp')).toBe(socketFolder(long, '/tmp'));
    expect(socketFolder(long, '/tmp')).not.toBe(socketFolder(`${long}2`, '/tmp'));
    for (const address of Object.values(rpcAddresses({}, socketFolder(long, '/tmp'))))
      expect(Buffer.byteLength(address)).toBeLessThanOrEqual(112);
  });

  it('leaves configured addresses unchanged', () => {
    expect(rpcAddresses({ RESOLVER_RPC: 'nas:9000' }, '/run')).toMatchObject({
      RESOLVER_RPC: 'nas:9000',
      ORIGIN_RPC: 'unix:/run/origin.sock',
    });
  });
});

describe('when a service gets its environment', () => {
  it('has its own cache and the addresses of the others', () => {
    const config = { CACHE_DIR: '/h/cache' } as never;
    const environment = serviceEnvironment('origin', { WEB_PORT: '1', CACHE_DIR: '/h/cache' }, config, '/h/run');
    expect(environment).toMatchObject({ WEB_PORT: '1', CACHE_DIR: '/h/cache/origin', RESOLVER_RPC: 'unix:/h/run/resolver.sock' });
  });
});
