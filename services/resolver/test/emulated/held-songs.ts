import { HttpClient, PrivateHosts } from '@catalogsync/outbound-http';
import { type EmulatedFault, EmulatedServer, silentWav } from '@catalogsync/testkit';
import { type HeldSong } from '../../src/core/sources/source-under-test.contract.js';

/** A song of a known duration, with its own file content for each seed. */
export const held = (remoteId: string, title: string, seed: number): HeldSong => ({
  remoteId,
  title,
  artist: 'Low Tide Collective',
  album: 'Breakwater',
  duration: 215,
  ext: 'wav',
  bytes: silentWav(seed, 50_000),
});

/** Common to every source with an emulated service. */
export const overHttp = (server: EmulatedServer, http: HttpClient, files = /^/) => ({
  fail: (fault: string, during: string) => server.fail(fault as EmulatedFault, { matching: during === 'fetch' ? files : /^/ }),
  heal: () => server.heal(),
  busy: () => server.inFlight,
  stop: async () => {
    await server.stop();
    await http.close();
  },
});

export const newClient = (...hosts: string[]) =>
  new HttpClient({ connectTimeoutMs: 2000, retryPauseMs: 10, random: () => 0, privateHosts: new PrivateHosts(hosts) });
