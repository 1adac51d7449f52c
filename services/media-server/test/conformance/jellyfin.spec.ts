import { describe, expect, it } from '@jest/globals';
import { mediaServerContract, type ServerUnderTest, type Trouble } from '../../src/core/servers/media-server.contract.js';
import { type JellyfinKnobs, openJellyfin } from './open-jellyfin.js';

// Real here: HTTP on loopback, to an emulated Jellyfin that is held to the published document of its version.
const faults = {
  refused: 'refuse',
  wrong_account: undefined,
  html_page: 'page',
  half_an_answer: 'cut',
  empty_answer: 'empty',
  busy: 'rate_limited',
} as const satisfies Record<Trouble, string | undefined>;

describe.each<[name: string, version: '10.11.11' | '12.0.0', base: string, knobs: JellyfinKnobs]>([
  ['Jellyfin 10.11', '10.11.11', '', {}],
  ['Jellyfin 12', '12.0.0', '/media/jellyfin', {}],
  ['Jellyfin 10.11 that knows no user behind an API key', '10.11.11', '', { keyHasNoUser: true, entryIds: 'tracks' }],
  ['Jellyfin 12 that knows no user behind an API key', '12.0.0', '', { keyHasNoUser: true, entryIds: 'tracks' }],
])('%s', (name, version, base, knobs) => {
  let seen: { readonly violations: readonly string[]; readonly requests: readonly unknown[] } | undefined;

  async function open(): Promise<ServerUnderTest> {
    const { emulator, server, close } = await openJellyfin({ version, base, knobs, libraries: ['Music'] });
    const { state } = emulator;
    const { apiKey } = state.knobs;
    seen = { violations: emulator.checker.violations, requests: emulator.server.requests };
    return {
      server,
      trouble: async (trouble) => {
        state.knobs.apiKey = trouble === 'wrong_account' ? 'another' : apiKey;
        await emulator.server.heal();
        const fault = trouble === undefined ? undefined : faults[trouble];
        if (fault !== undefined) await emulator.server.fail(fault);
      },
      play: async (trackId) => {
        const user = state.users.find((one) => one.name === 'catalogue');
        state.play(user?.id ?? '', trackId, Date.now());
      },
      addSong: async (song) => void state.newSongs.push(song),
      close,
    };
  }

  mediaServerContract(name, open);

  it('was asked only what its document knows, and answered only what it describes', () => {
    expect(seen?.requests.length).toBeGreaterThan(200);
    expect(seen?.violations).toEqual([]);
  });
});
