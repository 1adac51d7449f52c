import { named } from '../src/adapters/sources/source-definition.js';
import { soundcloud, soundcloudSite, youtube, youtubeSite, ytDlpSource } from '../src/adapters/sources/yt-dlp/definition.js';
import { YtDlpEmulator, type YtDlpFault } from '../src/adapters/sources/yt-dlp/fixtures/yt-dlp-emulator.js';
import { YtDlp } from '../src/adapters/sources/yt-dlp/yt-dlp.js';
import { describeSource } from '../src/core/sources/source.contract.js';
import type { SourceUnderTest } from '../src/core/sources/source-under-test.contract.js';
import { held } from './emulated/held-songs.js';

// Real here: the sources with their child processes; a program stands in for yt-dlp. The real one is tested in
// adapters/sources/yt-dlp/real-program.spec.ts.

const sites = { youtube: [youtube, youtubeSite], soundcloud: [soundcloud, soundcloudSite] } as const;

const throughYtDlp = (name: keyof typeof sites, ids: readonly [string, string]) => async (): Promise<SourceUnderTest> => {
  const [definition, site] = sites[name];
  const [song, oddSong] = [held(ids[0], 'Harbour Lights', 31), held(ids[1], 'Night Ferry', 32)];
  const uploads = [song, oddSong].map(({ remoteId, artist, ...rest }) => ({ ...rest, id: remoteId, channel: `${artist} - Topic` }));
  const at = (list: string): string => `https://www.${site.hosts[0]}/${list}`;
  const playlists = { [at('one')]: [ids[0], ids[1], ids[0]], [at('two')]: [ids[1]] };
  const emulator = await YtDlpEmulator.start(uploads, playlists);
  const ytDlp = new YtDlp({ program: emulator.program, idleTimeoutMs: 20_000, graceMs: 50 });
  return {
    source: named(definition, ytDlpSource(site, ytDlp, { enabled: true, playlists: Object.keys(playlists) })),
    song,
    oddSong,
    secrets: [],
    fail: (fault) => emulator.fail(fault as YtDlpFault),
    heal: () => emulator.heal(),
    busy: () => emulator.running(),
    stop: () => emulator.stop(),
  };
};

const programFaults = {
  hang: 'timeout',
  missing: 'failed_precondition',
  garbage: 'data_corrupt',
  silent: 'data_corrupt',
  endless: 'data_corrupt',
  killed: 'unavailable',
  crash: 'unavailable',
  bot_check: 'rate_limited',
  too_often: 'rate_limited',
  gone: 'not_found',
  protected: 'permission_denied',
  refused: 'unavailable',
  bad_option: 'unsupported',
} as const;

const throughProgram = {
  can: ['search', 'refresh', 'fetch', 'playlists'],
  faults: programFaults,
  fetchFaults: { lies: 'data_corrupt' },
} as const;

// An id that begins with a dash must not become an option.
describeSource('youtube', { start: throughYtDlp('youtube', ['AAAAAAAAAA1', '-AAAAAAAAA2']), ...throughProgram });
// The same code for another site: every way the program can fail is tested above.
const someFaults = { hang: 'timeout', garbage: 'data_corrupt', gone: 'not_found' };
describeSource('soundcloud', { ...throughProgram, start: throughYtDlp('soundcloud', ['1000000001', '2']), faults: someFaults });
