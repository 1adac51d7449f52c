import type { EmulatedAnswer, EmulatedRequest } from '../emulated-answer.js';
import { EmulatedServer } from '../emulated-server.js';
import type { OpenApiChecker } from '../openapi/openapi-checker.js';
import { container, page, pageOf } from './plex-answers.js';
import { plexChecker } from './plex-document.js';
import { answerLibrary } from './plex-library.js';
import { answerPlaylists } from './plex-playlists.js';
import { type PlexSong, PlexState } from './plex-state.js';

/**
 * A Plex Media Server over real HTTP, held to its published description: it checks the token, has libraries in several languages,
 * pages, leaves out empty lists, and scans for as many polls as it is told. `violations` of the description, by either side, are
 * for the test to assert empty.
 */
export class PlexEmulator {
  readonly state = new PlexState();
  private readonly checker: OpenApiChecker = plexChecker();
  private running: EmulatedServer | undefined;

  /** @param songs each goes into its library, or the first of music: 音乐, beside Musik, Hörbücher and films */
  static async start(songs: readonly PlexSong[] = []): Promise<PlexEmulator> {
    const emulator = new PlexEmulator();
    const { state } = emulator;
    state.addLibrary('Filme', 'movie');
    for (const title of ['音乐', 'Musik']) state.addLibrary(title);
    for (const song of songs) state.add(song);
    const guarded = emulator.checker.guard((request) => answer(state, request));
    // While it starts it knows no paths, so nothing is checked.
    emulator.running = await EmulatedServer.start((request) => (state.knobs.starting ? page(503) : guarded(request)), {
      pace: state.knobs,
    });
    return emulator;
  }

  get server(): EmulatedServer {
    if (this.running === undefined) throw new Error('the emulator was not started');
    return this.running;
  }

  get violations(): readonly string[] {
    return this.checker.violations;
  }
}

function answer(state: PlexState, request: EmulatedRequest): EmulatedAnswer | undefined {
  const { path, headers } = request;
  if (path === '/identity') return identity(state);
  if (headers['x-plex-token'] !== state.knobs.token || headers['x-plex-client-identifier'] === undefined) return refusal(state);
  if (path === '/') return container({ size: 0, friendlyName: 'Wohnzimmer', machineIdentifier: state.machineIdentifier });
  if (path === '/activities') return activities(state);
  if (path === '/status/sessions/history/all') return history(state, request);
  return answerPlaylists(state, request) ?? answerLibrary(state, request) ?? page(404);
}

function identity({ machineIdentifier }: PlexState): EmulatedAnswer {
  return container({ size: 0, apiVersion: '1.1.1', claimed: true, machineIdentifier, version: '1.42.1.10060-4e8b05daf' });
}

function refusal({ knobs }: PlexState): EmulatedAnswer {
  if (knobs.refusesWithPage) return page(401);
  return { status: 401, body: { errors: [{ code: 1001, message: 'User could not be authenticated', status: 401 }] } };
}

/** Also of work that is no scan of music. */
function activities(state: PlexState): EmulatedAnswer {
  const other = {
    uuid: 'a',
    type: 'library.refresh.items',
    title: 'Refreshing',
    progress: 5,
    cancellable: false,
    Context: { librarySectionID: '2' },
  };
  const scans = state.libraries
    .filter(({ scanned, polls, silentPolls }) => scanned !== undefined && polls > 0 && silentPolls === 0)
    .map(({ key, title }) => {
      const Context = { librarySectionID: key };
      return {
        uuid: `scan-${key}`,
        type: 'library.update.section',
        title: 'Scanning',
        subtitle: title,
        progress: 40,
        cancellable: true,
        Context,
      };
    });
  return container({ size: scans.length + 1, Activity: [other, ...scans] });
}

function history(state: PlexState, request: EmulatedRequest): EmulatedAnswer {
  const section = request.query.get('librarySectionID');
  const plays = state.plays.filter(({ libraryKey }) => section === null || libraryKey === section);
  const sorted = request.query.get('sort') === 'viewedAt:desc' ? plays.toSorted((a, b) => b.viewedAt - a.viewedAt) : plays;
  return pageOf(state, request, sorted, ({ historyKey, type, title, track, libraryKey, viewedAt }) => {
    const item =
      track === undefined
        ? {}
        : { ratingKey: String(track.key), parentTitle: track.album.title, grandparentTitle: track.album.artist.title };
    return { historyKey, type, title, librarySectionID: libraryKey, viewedAt, accountID: 1, deviceID: 5, ...item };
  });
}
