import { describe, expect, it } from '@jest/globals';
import { type MediaServerAdapter, ServerRegistry } from './server-registry.js';

/** An in-memory server that tests can make fail. */
class FakeServer implements MediaServerAdapter {
  failure: Error | undefined;
  up = true;
  constructor(readonly name: string) {}
  async isConnected(signal: AbortSignal): Promise<boolean> {
    signal.throwIfAborted();
    if (this.failure !== undefined) throw this.failure;
    return this.up;
  }
}

const signal = new AbortController().signal;

describe('when no server is chosen', () => {
  it('is not configured, and lists the available servers', async () => {
    const registry = new ServerRegistry([new FakeServer('plex'), new FakeServer('navidrome')]);
    const expected = { configured: false, active: '', connected: false, available: ['plex', 'navidrome'] };
    expect(await registry.status('', signal)).toEqual(expected);
    expect(await registry.status('  ', signal)).toEqual(expected);
  });
});

describe('when a server is chosen', () => {
  it('asks only that one, whatever the case of its name', async () => {
    const plex = new FakeServer('plex');
    plex.failure = new Error('asked the wrong one');
    const registry = new ServerRegistry([plex, new FakeServer('navidrome')]);
    expect(await registry.status(' Navidrome ', signal)).toMatchObject({ configured: true, active: 'navidrome', connected: true });
  });

  it('reports not connected when its client fails or says so (behaviour 218)', async () => {
    const server = new FakeServer('jellyfin');
    const registry = new ServerRegistry([server]);
    server.up = false;
    expect(await registry.status('jellyfin', signal)).toMatchObject({ configured: true, connected: false });
    server.failure = new Error('no route');
    expect(await registry.status('jellyfin', signal)).toMatchObject({ connected: false, problem: server.failure });
  });

  it('reports not connected once the caller has given up', async () => {
    const registry = new ServerRegistry([new FakeServer('jellyfin')]);
    expect(await registry.status('jellyfin', AbortSignal.abort())).toMatchObject({ connected: false });
  });
});

describe('when a name has no adapter', () => {
  it('is refused, with a list of those that have one', () => {
    const registry = new ServerRegistry([new FakeServer('plex')]);
    expect(() => registry.choose('emby')).toThrow(
      expect.objectContaining({ code: 'invalid_argument', message: expect.stringMatching(/"emby".*plex/) }),
    );
  });
});

describe('when two adapters share a name', () => {
  it('is an internal fault', () => {
    expect(() => new ServerRegistry([new FakeServer('plex'), new FakeServer('plex')])).toThrow(
      expect.objectContaining({ code: 'internal' }),
    );
  });
});
