import type { EmulatedAnswer, EmulatedRequest } from '../emulated-answer.js';
import { type EmulatedHandler, EmulatedServer } from '../emulated-server.js';
import type { OpenApiChecker } from '../openapi/openapi-checker.js';
import { jellyfinChecker } from './jellyfin-description.js';
import { JellyfinItems } from './jellyfin-items.js';
import { forbidden, type JellyfinCaller, JellyfinPlaylistCalls, noContent, problem } from './jellyfin-playlists.js';
import { dateOf, type JellyfinSong, JellyfinState, type JellyfinVersion } from './jellyfin-state.js';

export interface JellyfinEmulatorOptions {
  readonly version: JellyfinVersion;
  readonly songs: readonly JellyfinSong[];
  /** Path that the server is reached under, such as `/jellyfin`; none if left out. */
  readonly base?: string;
}

const idPattern = /^[0-9a-f]{8}-?([0-9a-f]{4}-?){3}[0-9a-f]{12}$/i;

/** Calls that only administrators and API keys may make. */
const elevated = [
  /^POST \/Items\/[^/]+$/,
  /^POST \/Items\/[^/]+\/Images\//,
  /^POST \/Library\/Refresh$/,
  /^GET \/ScheduledTasks$/,
  /^GET \/System\/ActivityLog\/Entries$/,
];

/**
 * A Jellyfin with state behind a real HTTP server, held to the published document of its version: requests that the document does
 * not know, and answers that it does not describe, are kept in `checker.violations`.
 */
export class JellyfinEmulator {
  readonly state: JellyfinState;
  readonly checker: OpenApiChecker;
  private readonly items: JellyfinItems;
  private readonly playlists: JellyfinPlaylistCalls;
  private running: EmulatedServer | undefined;

  private constructor(private readonly options: JellyfinEmulatorOptions) {
    this.state = new JellyfinState(options.version, options.songs);
    this.checker = jellyfinChecker(options.version);
    this.items = new JellyfinItems(this.state);
    this.playlists = new JellyfinPlaylistCalls(this.state, this.items);
  }

  static async start(options: JellyfinEmulatorOptions): Promise<JellyfinEmulator> {
    const emulator = new JellyfinEmulator(options);
    const { base = '' } = options;
    const guarded = emulator.checker.guard((request) => emulator.respond(request));
    const handler: EmulatedHandler = (request) => {
      if (!request.path.startsWith(`${base}/`)) return { status: 302, headers: { location: `${base}/web/` } };
      const inside = { ...request, path: request.path.slice(base.length) };
      return isMalformed(inside) ? problem(400, 'One or more validation errors occurred.') : guarded(inside);
    };
    emulator.running = await EmulatedServer.start(handler, { pace: emulator.state.knobs });
    return emulator;
  }

  get server(): EmulatedServer {
    if (this.running === undefined) throw new Error('the emulator was not started');
    return this.running;
  }

  /** With the base path, without a trailing slash. */
  get url(): string {
    return `${this.server.url}${this.options.base ?? ''}`;
  }

  /** Method and path of each request since the last call. */
  takeRequests(): string[] {
    return this.server.requests.splice(0).map(({ method, path }) => `${method} ${path}`);
  }

  private respond(request: EmulatedRequest): EmulatedAnswer | undefined {
    const { knobs } = this.state;
    if (knobs.startingSeconds !== undefined) {
      const headers = { 'retry-after': String(knobs.startingSeconds), 'content-type': 'text/html' };
      return { status: 503, headers, body: '<p>The server is starting</p>' };
    }
    if (request.path === '/System/Info/Public') return { body: this.info() };
    const caller = this.callerOf(request);
    if (caller === undefined) return { status: 401 };
    const call = `${request.method} ${request.path}`;
    if (!caller.isAdministrator && elevated.some((pattern) => pattern.test(call))) return forbidden;
    return (
      this.called(call, request) ?? (request.path.startsWith('/Playlists') ? this.playlists.answer(request, caller) : this.item(request))
    );
  }

  private called(call: string, { query }: EmulatedRequest): EmulatedAnswer | undefined {
    switch (call) {
      case 'GET /Users':
        return { body: this.users() };
      case 'GET /UserViews':
        return { body: listOf(this.views()) };
      case 'GET /Items':
        return this.items.list(query);
      case 'GET /Artists/AlbumArtists':
        return this.items.artists(query);
      case 'GET /ScheduledTasks':
        this.state.advanceScan();
        return { body: this.tasks() };
      case 'POST /Library/Refresh':
        this.queueScan();
        return noContent;
      case 'GET /System/ActivityLog/Entries':
        return { body: listOf(this.state.log.slice(Number(query.get('startIndex') ?? 0)).slice(0, Number(query.get('limit') ?? 100))) };
      default:
        return undefined;
    }
  }

  /** The calls for one item. */
  private item({ method, path, query, headers, body }: EmulatedRequest): EmulatedAnswer | undefined {
    const [, id = '', rest = ''] = /^\/Items\/([^/]+)(.*)$/.exec(path) ?? [];
    const item = this.state.items.get(id) ?? this.state.playlists.get(id);
    if (item === undefined) return problem(404, 'Not Found');
    if (rest === '/Images/Primary') {
      const mediaType = headers['content-type'] ?? '';
      if (!/^image\/(jpeg|png|webp|gif)$/.test(mediaType)) return problem(400, 'Incorrect ContentType.');
      if (!/^[A-Za-z0-9+/]+={0,2}$/.test(body))
        return { status: 500, headers: { 'content-type': 'text/plain' }, body: 'Error processing request.' };
      this.state.pictures.set(id, { mediaType, bytes: Buffer.from(body, 'base64') });
    } else if (method === 'GET') {
      return { body: this.items.describe(item, query.get('userId')) };
    } else if (method === 'POST') {
      this.items.update(item, JSON.parse(body) as Record<string, unknown>);
    } else {
      this.state.items.delete(id);
      this.state.playlists.delete(id);
    }
    return noContent;
  }

  /** A task that runs already is ended first. */
  private queueScan(): void {
    const { scan } = this.state;
    Object.assign(scan, { queued: true, isCancelling: scan.isRunning, polls: scan.isRunning ? scan.polls : 0 });
  }

  private info(): object {
    const { serverId, version, knobs } = this.state;
    return {
      LocalAddress: null,
      ServerName: 'music',
      Version: version,
      ProductName: 'Jellyfin Server',
      Id: serverId,
      StartupWizardCompleted: knobs.isSetUp,
    };
  }

  private users(): object[] {
    return this.state.users.map(({ id, name, isAdministrator }) => ({
      Id: id,
      Name: name,
      ServerId: this.state.serverId,
      HasPassword: true,
      Policy: { IsAdministrator: isAdministrator, IsDisabled: false },
    }));
  }

  private views(): object[] {
    const { serverId, libraries } = this.state;
    return libraries.map(({ id, name, type }) => ({
      Id: id,
      Name: name,
      ServerId: serverId,
      Type: 'CollectionFolder',
      CollectionType: type,
      IsFolder: true,
    }));
  }

  private tasks(): object[] {
    const { isRunning, isCancelling, ends } = this.state.scan;
    const task = (Key: string, State: string) => {
      const [StartTimeUtc, EndTimeUtc] = [dateOf(ends * 3_600_000), dateOf(ends * 3_600_000 + 60_000)];
      const LastExecutionResult = { StartTimeUtc, EndTimeUtc, Status: 'Completed', Name: Key, Key };
      return { Name: Key, State, Id: Key, Triggers: [], Description: null, Category: 'Library', IsHidden: false, Key, LastExecutionResult };
    };
    const state = isCancelling ? 'Cancelling' : isRunning ? 'Running' : 'Idle';
    return [task('RefreshGuide', 'Running'), task('DeleteTranscodeFiles', 'Idle'), task('RefreshLibrary', state)];
  }

  private callerOf({ headers, query }: EmulatedRequest): JellyfinCaller | undefined {
    const { apiKey, legacyAuthorization } = this.state.knobs;
    const legacy = headers['x-emby-token'] ?? headers['x-mediabrowser-token'] ?? query.get('api_key');
    const token = /^MediaBrowser .*\bToken="([^"]*)"/.exec(headers.authorization ?? '')?.[1] ?? (legacyAuthorization ? legacy : undefined);
    if (token === apiKey) return { isAdministrator: true, userId: undefined };
    const user = this.state.users.find((one) => one.token === token);
    return user === undefined ? undefined : { isAdministrator: user.isAdministrator, userId: user.id };
  }
}

function isMalformed({ path }: EmulatedRequest): boolean {
  const id = /^\/(?:Items|Playlists)\/([^/]+)/.exec(path)?.[1];
  return id !== undefined && !idPattern.test(id);
}

const listOf = (Items: readonly object[]): object => ({ Items, TotalRecordCount: Items.length, StartIndex: 0 });
