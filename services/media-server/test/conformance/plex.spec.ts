import { HttpClient } from '@catalogsync/outbound-http';
import { systemClock } from '@catalogsync/runtime';
import { PlexEmulator } from '@catalogsync/testkit';
import { expect } from '@jest/globals';
import { PlexServer } from '../../src/adapters/servers/plex/plex-server.js';
import {
  contractLibrary,
  type LibrarySong,
  mediaServerContract,
  type ServerUnderTest,
  type Trouble,
} from '../../src/core/servers/media-server.contract.js';

// Real here: HTTP to an emulator that is held to the published description of Plex Media Server.

/** The music is spread over both music libraries. */
function placed(song: LibrarySong) {
  return { ...song, libraryKey: ['Adele', '周杰伦'].includes(song.artist) ? '2' : '3' };
}

async function opened(): Promise<ServerUnderTest> {
  const emulator = await PlexEmulator.start(contractLibrary.map(placed));
  const { server: web, state } = emulator;
  const http = new HttpClient({ retryPauseMs: 1, random: () => 0 });
  const server = new PlexServer({ url: web.url, token: state.knobs.token }, [], { http, clock: systemClock });
  const token = state.knobs.token;
  return {
    server,
    trouble: async (trouble) => {
      await web.heal();
      state.knobs.token = trouble === 'wrong_account' ? 'another token' : token;
      state.knobs.starting = trouble === 'busy';
      const faults: Partial<Record<Trouble, Parameters<typeof web.fail>[0]>> = {
        refused: 'refuse',
        html_page: 'page',
        half_an_answer: 'cut',
        empty_answer: 'empty',
      };
      const fault = trouble === undefined ? undefined : faults[trouble];
      if (fault !== undefined) await web.fail(fault);
    },
    play: async (trackId) => state.play(Number(trackId)),
    addSong: async (song) => void state.waiting.push({ ...song, libraryKey: '3' }),
    close: async () => {
      await http.close();
      await web.stop();
      expect(emulator.violations).toEqual([]);
      expect(web.mostInFlight).toBeLessThanOrEqual(4);
    },
  };
}

mediaServerContract('Plex Media Server', opened);
