import { filterId, isIdKey, object, oneOf, ref } from '@catalogsync/http';
import { Type } from 'typebox';
import { lastServerScan } from '../../../core/console/latest-runs.js';
import { mirrorModes } from '../../../core/media-server/media-server-peer.js';
import type { ListedMirror } from '../../../core/media-server/mirror-store.js';
import type { ConsoleApiParts, MediaParts } from '../api-parts.js';
import { type ConsoleRoute, consoleRoutes, id } from '../console-route.js';
import { cursor, limit, listPage, pageSchema } from '../list-page.js';
import { mediaServers, mirror, mirrorResult, type ShownServer, serverChecks } from '../media-json.js';
import { peerMs, whileAsked } from '../while-asked.js';

const route = consoleRoutes('catalogue');

/** The service tries everything that the server can do. */
const checkMs = 130_000;
const scanMs = 60_000;
const mirrorMs = 60_000;
/** One transaction. */
const chooseMs = 20_000;

const mode = Type.Optional(oneOf(mirrorModes, { description: 'If absent, that of the decision or of the settings.' }));

/** The owner's media server, and the playlists on it. */
export function mediaRoutes({ media, runs }: Pick<ConsoleApiParts, 'media' | 'runs'>): ConsoleRoute[] {
  return [getMediaServer(media, runs), checkMediaServer(media), scanMediaServer(media), ...mirrorRoutes(media)];
}

const mirrorRoutes = (media: MediaParts): ConsoleRoute[] => [listMirrors(media), chooseMirroring(media), mirrorPlaylist(media)];

const getMediaServer = ({ servers }: MediaParts, runs: ConsoleApiParts['runs']): ConsoleRoute =>
  route('getMediaServer', 'GET /api/media-server', {
    summary: 'The chosen media server and the kinds that there are.',
    access: 'read',
    answers: { 200: ref('MediaServers') },
    problems: ['unavailable', 'timeout'],
    async handle(_call, exchange) {
      const server = await whileAsked(exchange, peerMs, 'the media server', (signal) => servers.overview(signal));
      const { configured, active, connected, serverName, version, problem, hint, lastCheck } = server;
      const chosen: Omit<ShownServer, 'type' | 'active'> = {
        ...{ configured, reachable: connected, lastCheck, lastScanAt: await lastServerScan(runs) },
        ...{ name: serverName || undefined, version: version || undefined, detail: problem || undefined, hint: hint || undefined },
      };
      const shown = server.available.map((type) => ({ ...unknown, type, active: type === active, ...(type === active ? chosen : {}) }));
      return { body: mediaServers.json({ active: active || undefined, servers: shown }) };
    },
  });

const unknown = {
  ...{ configured: undefined, reachable: undefined, lastCheck: undefined, lastScanAt: undefined },
  ...{ name: undefined, version: undefined, detail: undefined, hint: undefined },
};

const checkMediaServer = ({ servers }: MediaParts): ConsoleRoute =>
  route('checkMediaServer', 'POST /api/media-server/check', {
    summary: 'Tries what can be tried with the chosen server and account, and changes nothing. Takes up to two minutes.',
    access: 'operate',
    answers: { 200: ref('ServerChecks') },
    problems: ['failed_precondition', 'unavailable', 'timeout'],
    async handle(_call, exchange) {
      return { body: serverChecks.json(await whileAsked(exchange, checkMs, 'the check', (signal) => servers.check(signal))) };
    },
  });

const scanMediaServer = ({ servers }: MediaParts): ConsoleRoute =>
  route('scanMediaServer', 'POST /api/media-server/scan', {
    summary: 'Has the media server scan its whole library; answers once it has begun. A job of the template media does more.',
    access: 'operate',
    answers: { 204: null },
    problems: ['failed_precondition', 'unsupported', 'unavailable', 'timeout'],
    async handle({ caller: { actor } }, exchange) {
      await whileAsked(exchange, scanMs, 'the start of the scan', (signal) => servers.scan(actor, signal));
      return { status: 204 };
    },
  });

const listMirrors = ({ mirrored, mode: usual }: MediaParts): ConsoleRoute =>
  route('listMirrors', 'GET /api/mirrors', {
    summary: 'All playlists that are mirrored, were mirrored or were decided about, by id.',
    access: 'read',
    query: { limit, cursor, playlistId: filterId('playlistId', 'Only that of this playlist.') },
    answers: { 200: pageSchema('Mirror') },
    handle({ query: { playlistId, ...query } }) {
      const toJson = (one: ListedMirror) => mirror.json({ ...one, mode: one.mode ?? usual });
      const shown = { list: `mirrors ${playlistId ?? ''}`, isKey: isIdKey, keyOf: (one: ListedMirror) => one.id, toJson };
      const single = async (id: number, after: number) =>
        after >= id ? [] : (await mirrored.listed({ after: id - 1, limit: 1 })).filter((one) => one.id === id);
      return listPage(query, shown, (after = 0, size) =>
        playlistId === undefined ? mirrored.listed({ after, limit: size }) : single(playlistId, after),
      );
    },
  });

const chooseMirroring = ({ mirrors, mode: usual }: MediaParts): ConsoleRoute =>
  route('chooseMirroring', 'PUT /api/playlists/:id/mirroring', {
    summary: 'Decides whether jobs keep a playlist on the media server. What is there stays.',
    access: 'operate',
    path: { id },
    body: object({ mirror: Type.Boolean(), mode }),
    answers: { 200: ref('Mirror') },
    problems: ['not_found'],
    async handle({ path, body, caller: { actor } }) {
      const choice = { isMirrored: body.mirror, mode: body.mode };
      const [chosen] = await mirrors.choose([path], choice, actor, AbortSignal.timeout(chooseMs));
      return { body: chosen && mirror.json({ ...chosen, mode: chosen.mode ?? usual }) };
    },
  });

const mirrorPlaylist = ({ mirrors }: MediaParts): ConsoleRoute =>
  route('mirrorPlaylist', 'POST /api/playlists/:id/mirror', {
    summary:
      'Brings a playlist to the media server now, or says what that would change. Long first ones are for a job of the template media.',
    access: 'operate',
    path: { id },
    body: object({
      dryRun: Type.Boolean(),
      mode,
      force: Type.Optional(Type.Boolean({ description: 'Also removes more than half of what is there.' })),
    }),
    answers: { 200: ref('MirrorResult') },
    problems: ['not_found', 'failed_precondition', 'unsupported', 'unavailable', 'timeout'],
    async handle({ path, body, caller: { actor } }, exchange) {
      const order = { mode: body.mode, dryRun: body.dryRun, force: body.force ?? false };
      const { mirrored } = await whileAsked(exchange, mirrorMs, 'the media server', (signal) =>
        mirrors.now(path, order, actor, { signal, report: () => undefined }),
      );
      return { body: mirrorResult.json(mirrored) };
    },
  });
