import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type EmulatedAnswer, type EmulatedRequest, EmulatedServer } from './emulated-server.js';

export interface EmulatedAlbum {
  readonly foreignAlbumId: string;
  readonly title: string;
  readonly artistName: string;
  readonly tracks: readonly { readonly title: string; readonly fileName: string; readonly duration: number; readonly bytes: Buffer }[];
  /** What becomes of its search; default it is downloaded and imported. */
  readonly outcome?: 'imported' | 'nothing' | 'importBlocked' | 'downloadFailed' | 'stalls';
}

interface OwnAlbum extends EmulatedAlbum {
  readonly id: number;
  /** Looks at the queue since its search began; undefined before. */
  looks: number | undefined;
  imported: boolean;
}

interface State {
  readonly known: EmulatedAlbum[];
  readonly own: OwnAlbum[];
  readonly musicFolder: string;
  readonly removed: number[];
}

const apiKey = 'an-api-key-of-lidarr';
/** As the daemon sees the folder. */
const rootPath = '/music';
/** Of the looks at the queue: when something appears in it, and when it is imported. */
const grabbedAt = 2;
const importedAt = 5;

/**
 * A Lidarr whose searches complete before anything is in the queue, whose queue also lists what belongs to
 * nobody, and whose imported files appear in a real folder.
 */
export class LidarrEmulator {
  readonly apiKey = apiKey;

  private constructor(
    readonly server: EmulatedServer,
    readonly state: State,
  ) {}

  static async start(albums: readonly EmulatedAlbum[], musicFolder: string): Promise<LidarrEmulator> {
    const state: State = { known: [...albums], own: [], musicFolder, removed: [] };
    return new LidarrEmulator(await EmulatedServer.start((request) => respond(state, request)), state);
  }
}

function respond(state: State, request: EmulatedRequest): EmulatedAnswer | undefined {
  // Whatever is no address of the API is a page of the web application.
  if (!request.path.startsWith('/api/v1/')) return { status: 302, headers: { location: '/login' } };
  if (request.headers['x-api-key'] !== apiKey) return { status: 401, body: { error: 'Unauthorized' } };
  const [resource = '', detail = ''] = request.path.slice('/api/v1/'.length).split('/');
  const handler =
    request.method === 'GET' ? reads[`${resource}/${/^\d+$/.test(detail) ? '{id}' : detail}`] : writes[`${request.method} ${resource}`];
  return handler?.(state, request);
}

type Handler = (state: State, request: EmulatedRequest) => EmulatedAnswer | undefined;

const albumOf = (state: State, { query }: EmulatedRequest): OwnAlbum | undefined =>
  state.own.find(({ id }) => String(id) === (query.get('albumId') ?? query.get('albumIds')));

const reads: Readonly<Record<string, Handler>> = {
  'system/status': () => ({ body: { appName: 'Lidarr', version: '2.14.5.4836' } }),
  'rootfolder/': () => ({ body: [{ path: rootPath, accessible: true, defaultQualityProfileId: 1, defaultMetadataProfileId: 1 }] }),
  'album/lookup': (state, { query }) => ({ body: lookUp(state, query.get('term') ?? '').map((album) => describe(album)) }),
  'album/': (state, { query }) => ({
    body: state.own.filter(({ foreignAlbumId }) => foreignAlbumId === query.get('foreignAlbumId')).map((album) => describe(album, album)),
  }),
  'command/{id}': () => ({ body: { id: 912, name: 'AlbumSearch', status: 'completed', result: 'successful' } }),
  'queue/details': (state, request) => ({ body: queue(state, request) }),
  'track/': (state, request) => ({
    body: (albumOf(state, request)?.tracks ?? []).map(({ title, duration }, at) => ({
      title,
      duration: duration * 1000,
      trackFileId: 800 + at,
      absoluteTrackNumber: at + 1,
      mediumNumber: 1,
    })),
  }),
  'trackfile/': (state, request) => {
    const album = albumOf(state, request);
    const files = album?.imported === true ? album.tracks : [];
    return {
      body: files.map(({ fileName, bytes }, at) => ({
        id: 800 + at,
        albumId: album?.id,
        path: `${rootPath}/${fileName}`,
        size: bytes.length,
      })),
    };
  },
};

const writes: Readonly<Record<string, Handler>> = {
  'POST album': (state, { body }) => add(state, JSON.parse(body) as Added),
  'PUT album': () => ({ status: 202, body: {} }),
  'POST command': (state, { body }) => {
    const { albumIds } = JSON.parse(body) as { albumIds: number[] };
    for (const album of state.own) if (albumIds.includes(album.id)) album.looks = 0;
    return { status: 201, body: { id: 912, name: 'AlbumSearch', status: 'queued' } };
  },
  'DELETE queue': (state, { path }) => {
    state.removed.push(Number(path.split('/').at(-1)));
    return { body: {} };
  },
};

function lookUp(state: State, term: string): EmulatedAlbum[] {
  const id = /^lidarr:(.+)$/.exec(term)?.[1];
  const words = term.toLowerCase().split(' ');
  return state.known.filter(({ foreignAlbumId, title, artistName }) =>
    id === undefined ? words.every((word) => `${title} ${artistName}`.toLowerCase().includes(word)) : foreignAlbumId === id,
  );
}

function describe({ foreignAlbumId, title, artistName, tracks }: EmulatedAlbum, own?: OwnAlbum): object {
  const statistics = { trackFileCount: own?.imported === true ? tracks.length : 0, totalTrackCount: tracks.length };
  return {
    ...(own === undefined ? {} : { id: own.id, statistics }),
    foreignAlbumId,
    title,
    releaseDate: '2019-05-03T00:00:00Z',
    releases: [{ trackCount: tracks.length, monitored: true }],
    artist: { artistName, foreignArtistId: 'artist' },
  };
}

interface Added {
  readonly foreignAlbumId?: string;
  readonly artist?: { readonly rootFolderPath?: string; readonly qualityProfileId?: number; readonly metadataProfileId?: number };
}

function add(state: State, { foreignAlbumId, artist }: Added): EmulatedAnswer {
  const album = state.known.find((one) => one.foreignAlbumId === foreignAlbumId);
  const complete = artist?.rootFolderPath === rootPath && (artist.qualityProfileId ?? 0) > 0 && (artist.metadataProfileId ?? 0) > 0;
  const twice = state.own.some((one) => one.foreignAlbumId === foreignAlbumId);
  if (album === undefined || !complete || twice)
    return { status: 400, body: [{ propertyName: 'Path', errorMessage: 'wrong', severity: 'error' }] };
  const own = { ...album, id: 31 + state.own.length, looks: 0, imported: false };
  state.own.push(own);
  return { status: 201, body: describe(album, own) };
}

function queue(state: State, request: EmulatedRequest): object[] {
  const stranger = { id: 99, size: 1, sizeleft: 1, status: 'warning', trackedDownloadStatus: 'error' };
  const album = albumOf(state, request);
  if (album?.looks === undefined) return [stranger];
  album.looks += 1;
  const { outcome = 'imported', looks, id } = album;
  if (outcome === 'nothing' || looks < grabbedAt) return [stranger];
  if (outcome === 'imported' && looks >= importedAt) {
    importFiles(state, album);
    return [stranger];
  }
  const ended = looks >= importedAt && outcome !== 'stalls';
  const size = album.tracks.reduce((sum, { bytes }) => sum + bytes.length, 0);
  const phase = ended ? outcome : 'downloading';
  const sizeleft = ended ? 0 : Math.max(1, size - (outcome === 'stalls' ? 0 : looks * 10));
  const messages = ended ? [{ title: 'x', messages: ['Album match is not close enough: 71.3% vs 80%'] }] : [];
  return [
    stranger,
    {
      id: 5511,
      albumId: id,
      size,
      sizeleft,
      status: 'downloading',
      trackedDownloadStatus: 'ok',
      trackedDownloadState: phase,
      statusMessages: messages,
    },
  ];
}

function importFiles(state: State, album: OwnAlbum): void {
  for (const { fileName, bytes } of album.tracks) {
    const path = join(state.musicFolder, fileName);
    mkdirSync(join(path, '..'), { recursive: true });
    writeFileSync(path, bytes);
  }
  album.imported = true;
}
