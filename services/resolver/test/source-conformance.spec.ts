import { HttpClient } from '@catalogsync/outbound-http';
import { afterAll, describe, expect, it } from '@jest/globals';
import { readResolverConfig } from '../src/config.js';
import { describeSource } from '../src/core/sources/source.contract.js';
import { remoteSources } from '../src/sources.binding.js';
import { emulatedSources, ownSources } from './emulated-sources.js';

// Real here: sources with their HTTP client and their files; the services behind them are emulated over HTTP on loopback.
// Sources of platforms are in file-platform-conformance.spec.ts and list-platform-conformance.spec.ts, those that run a
// program in program-source-conformance.spec.ts.
for (const [name, contract] of Object.entries(ownSources)) describeSource(name, contract);

describe('when a source is registered', () => {
  const http = new HttpClient();
  afterAll(() => http.close());

  it('is in one of these suites, and shares no name or alias with another (behaviours 186, 205)', async () => {
    const sources = remoteSources(readResolverConfig({}), http);
    const names = sources.map(({ name }) => name);
    expect(names.toSorted()).toEqual([...Object.keys(emulatedSources), 'soundcloud', 'youtube'].toSorted());
    const all = sources.flatMap(({ name, aliases = [] }) => [name, ...aliases]);
    expect(new Set(all).size).toBe(all.length);
  });

  it('is used only once the user has configured it', async () => {
    const sources = remoteSources(readResolverConfig({}), http);
    expect(sources.filter(({ configured }) => configured)).toEqual([]);
    const set = {
      SUBSONIC_URL: 'http://nas:4533',
      SUBSONIC_USER: 'me',
      SUBSONIC_PASSWORD: 'x',
      ARCHIVE_ENABLED: 'yes',
      YOUTUBE_ENABLED: 'yes',
      SLSKD_URL: 'http://nas:5030',
      SLSKD_API_KEY: 'x',
      HTTP_LISTS: '/music/list.txt',
    };
    const configured = remoteSources(readResolverConfig(set), http)
      .filter((source) => source.configured)
      .map(({ name }) => name);
    // Soulseek also needs its download folder.
    expect(configured).toEqual(['subsonic', 'archive', 'youtube', 'http']);
  });
});
