import { Fault, type FaultCode } from '@catalogsync/faults';
import {
  contractLibrary,
  type LibrarySong,
  mediaServerContract,
  type ServerUnderTest,
  type Trouble,
} from '../../src/core/servers/media-server.contract.js';
import type { ServerTrack } from '../../src/core/servers/values.js';
import { MemoryServer } from '../memory/memory-server.js';

// The fake that other tests trust keeps the contract too.
const faultOf: Readonly<Record<Trouble, FaultCode>> = {
  refused: 'unavailable',
  wrong_account: 'unauthenticated',
  html_page: 'data_corrupt',
  half_an_answer: 'data_corrupt',
  empty_answer: 'data_corrupt',
  busy: 'rate_limited',
};

const trackOf = ({ title, artist, album, seconds }: LibrarySong): ServerTrack => ({
  id: `${artist}: ${title}`,
  title,
  artists: [artist],
  album,
  durationMs: seconds * 1000,
});

async function open(): Promise<ServerUnderTest> {
  const server = new MemoryServer(contractLibrary.map(trackOf));
  server.optional = { ...server.optional, trackPlayCounts: (signal) => server.playCounts(signal) };
  const { trackPlayCounts: _, ...whyNot } = server.whyNot;
  server.whyNot = whyNot;
  let now = 0;
  return {
    server,
    trouble: async (trouble) => {
      server.failure = trouble === undefined ? undefined : new Fault(faultOf[trouble], `the connection is ${trouble}`);
    },
    play: async (trackId) => {
      now += 1;
      server.play(trackId, now);
    },
    addSong: async (song) => {
      server.unscanned.push(trackOf(song));
      server.scanPolls = 2;
    },
    close: async () => undefined,
  };
}

mediaServerContract('the server in memory', open);
