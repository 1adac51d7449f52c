import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { ResolverClient } from '../src/adapters/resolver/resolver-client.js';
import { describePlaylistRecogniser } from '../src/core/playlist-file/playlist-recogniser.contract.js';
import { FakeLibrary, startFakeResolver } from './fake-peers.js';

// Real here: gRPC over a Unix socket. The recogniser behind it is in memory; the command's own tests ask the
// resolver itself (cli/test/playlist-file.spec.ts).
describePlaylistRecogniser('the resolver, over RPC', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'recogniser-'));
  const address = `unix:${join(folder, 'r.sock')}`;
  const server = await startFakeResolver(address, new FakeLibrary());
  const recogniser = new ResolverClient(address);
  const stop = async () => {
    recogniser.close();
    await server.stop();
    rmSync(folder, { recursive: true });
  };
  return { recogniser, stop };
});

describe('when the resolver does not answer', () => {
  it('says what is missing and what to do', async () => {
    const client = new ResolverClient(`unix:${join(tmpdir(), 'there-is-no-resolver.sock')}`);
    await expect(client.recognise(['qq,1'], new AbortController().signal)).rejects.toMatchObject({
      code: 'unavailable',
      message: 'the resolver, which recognises playlist addresses, does not answer',
      hint: expect.stringContaining('RESOLVER_RPC'),
      retry: 'later',
    });
    client.close();
  });
});
