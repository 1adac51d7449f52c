import { HttpClient } from '@catalogsync/outbound-http';
import { readConfig } from '@catalogsync/runtime';
import { afterAll, describe, expect, it } from '@jest/globals';
import { CandidateSearch } from '../src/core/candidates/candidate-search.js';
import { SearchSource } from '../src/core/resolve/search-source.js';
import { SourceBrowser } from '../src/core/sources/source-browser.js';
import { SourceRegistry } from '../src/core/sources/source-registry.js';
import { remoteSources, sourceKeys } from '../src/sources.binding.js';
import { MemoryRejectedFiles } from './memory/memory-rejected-files.js';

const http = new HttpClient();
afterAll(() => http.close());

/** As a home without any settings has them. */
const sources = remoteSources(readConfig(sourceKeys, {}), http);
const registry = new SourceRegistry(sources);
const browser = new SourceBrowser(registry);
const page = { size: 0, token: '' };
const never = new AbortController().signal;

describe('when the user has not set up a source', () => {
  const search = new CandidateSearch(new MemoryRejectedFiles(), (ms) => AbortSignal.timeout(ms));
  const searching = new SearchSource(registry, search, undefined as never);

  it.each(sources.map((source) => [source.name, source] as const))(
    '%s is not asked for anything it can, and the answer says what to do',
    async (name, source) => {
      const askings = [
        ...((source.charts ?? source.playlists) ? [browser.listPlaylists(name, page, never)] : []),
        ...(source.playlistTracks ? [browser.listPlaylistTracks(name, '1', page, never)] : []),
        ...(source.searcher ? [searching.run({ source: name, query: 'x', song: undefined, limit: undefined }, never)] : []),
      ];
      for (const asking of askings) {
        await expect(asking).rejects.toMatchObject({
          code: 'failed_precondition',
          message: `the source "${name}" is not configured`,
          hint: expect.stringContaining('sources list'),
        });
      }
      // Lidarr has neither lists nor tracks.
      expect(askings.length > 0).toBe(name !== 'lidarr');
    },
  );
});
