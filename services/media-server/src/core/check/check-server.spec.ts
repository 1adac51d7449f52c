import { Fault } from '@catalogsync/faults';
import { describe, expect, it } from '@jest/globals';
import { MemoryServer } from '../../../test/memory/memory-server.js';
import { checkServer } from './check-server.js';

const signal = new AbortController().signal;
const byName = async (server: MemoryServer) => new Map((await checkServer(server, signal)).map((check) => [check.what, check]));

describe('when a server is checked', () => {
  it('says of each thing whether it works, is offered, or cannot be done and why, and changes nothing', async () => {
    const server = new MemoryServer([{ id: 't1', title: 'Love', artists: ['Somebody'] }]);
    server.optional = { ...server.optional, updateArtistGenres: async () => undefined };
    Object.assign(server, { whyNot: { trackPlayCounts: 'it does not count', updateAlbumPoster: 'it has no pictures' } });
    const checks = await byName(server);
    expect(checks.get('connection and account')).toMatchObject({ result: 'works', detail: 'Memory, version 1' });
    expect(checks.get('list artists')).toMatchObject({ result: 'works', detail: '1 artist' });
    expect(checks.get('write genres of artists')).toMatchObject({ result: 'offered' });
    expect(checks.get('counts of plays')).toMatchObject({ result: 'unsupported', detail: 'it does not count' });
    expect(checks.get('write covers of albums')).toMatchObject({ result: 'unsupported', detail: 'it has no pictures' });
    expect(server.calls.filter((call) => /create|edit|append|remove|trigger/.test(call))).toEqual([]);
  });

  it('ends with the connection if there is none, with what to do', async () => {
    const server = new MemoryServer();
    server.failure = new Fault('unauthenticated', 'the token is refused', { hint: 'Check PLEX_TOKEN.' });
    expect(await checkServer(server, signal)).toEqual([
      { what: 'connection and account', result: 'failed', detail: 'the token is refused', hint: 'Check PLEX_TOKEN.' },
    ]);
  });

  it('of a server that is not reached, says to look at it and at which settings', async () => {
    const server = new MemoryServer();
    server.failure = new Fault('unavailable', 'it refuses connections');
    expect(await checkServer(server, signal)).toEqual([
      expect.objectContaining({ result: 'failed', hint: `Check that the media server runs, and ${server.settings}.` }),
    ]);
  });

  it('goes on after one thing failed', async () => {
    const server = new MemoryServer();
    server.searchTracks = async () => {
      throw new Fault('permission_denied', 'this account may not search');
    };
    const checks = await byName(server);
    expect(checks.get('search')).toMatchObject({ result: 'failed', detail: 'this account may not search' });
    expect(checks.get('playlists')).toMatchObject({ result: 'works' });
  });
});
