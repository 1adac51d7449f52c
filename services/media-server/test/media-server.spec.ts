import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mediaServerV1 } from '@catalogsync/contracts';
import { checkHealth, createRpcClient } from '@catalogsync/rpc';
import { silentLogger, systemClock } from '@catalogsync/runtime';
import { afterAll, describe, expect, it } from '@jest/globals';
import { service } from '../src/main.js';

// Real here: the whole service, gRPC over a Unix socket.
const home = mkdtempSync(join(tmpdir(), 'media-server-'));
afterAll(() => rmSync(home, { recursive: true, force: true }));

const context = { log: silentLogger(), clock: systemClock };

describe('when no media server is configured', () => {
  it('reports its status and health until it is stopped', async () => {
    const running = await service.start(service.configure({ ROOT_DIR: home }), context);
    const { grpc } = running.addresses;
    expect(grpc).toBe(`unix:${home}/run/media-server.sock`);
    const client = createRpcClient(mediaServerV1.MediaServerServiceService, { address: grpc, service: 'media-server' });
    const status = await client.getStatus({}, { deadlineMs: 2000 });
    expect(status).toEqual({ configured: false, active: '', connected: false, available: [] });
    expect(await checkHealth(grpc, { deadlineMs: 2000 })).toBe('serving');
    client.close();
    expect(running.stop()).toBe(running.stop());
    await running.stop();
    expect(await checkHealth(grpc, { deadlineMs: 300 })).toBe('unreachable');
  });
});

describe('when the setting names a server without an adapter', () => {
  it('fails clearly before anything starts, under the old name too (behaviour 221)', () => {
    const refused = expect.objectContaining({ code: 'invalid_argument', message: expect.stringMatching(/"plex".*available: none/) });
    expect(() => service.configure({ MEDIA_SERVER: 'plex' })).toThrow(refused);
    expect(() => service.configure({ ACTIVE_MEDIA_SERVER: 'plex' })).toThrow(refused);
    expect(service.configure({ MEDIA_SERVER: ' ', ACTIVE_MEDIA_SERVER: '' }).MEDIA_SERVER.trim()).toBe('');
  });
});
