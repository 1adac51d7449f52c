import { randomUUID } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type EmulatedAnswer, type EmulatedRequest, EmulatedServer } from './emulated-server.js';

export interface EmulatedPeer {
  readonly username: string;
  readonly files: readonly { readonly filename: string; readonly length: number; readonly bytes: Buffer }[];
  readonly hasFreeUploadSlot?: boolean;
  readonly queueLength?: number;
  /** What becomes of its transfers; default they succeed. */
  readonly outcome?: 'Succeeded' | 'Rejected' | 'Errored' | 'TimedOut' | 'Cancelled' | 'waits' | 'unshared' | 'offline';
}

interface EmulatedTransfer {
  readonly id: string;
  readonly username: string;
  readonly filename: string;
  readonly bytes: Buffer;
  readonly outcome: string;
  looks: number;
}

interface State {
  readonly peers: EmulatedPeer[];
  readonly downloadsFolder: string;
  readonly searches: Map<string, { readonly text: string; readonly startedAt: number; readonly timeoutMs: number }>;
  readonly transfers: Map<string, EmulatedTransfer>;
  readonly events: { readonly type: string; readonly data: string }[];
  loggedIn: boolean;
  /** Whether finished files are told by events; older daemons tell nothing. */
  tellsPaths: boolean;
}

/** Peers need that long to answer: who gives a search timeout in seconds finds nothing. */
const answerMs = 40;

const apiKey = 'an-api-key-of-slskd';

/**
 * A slskd whose searches take their timeout for milliseconds, answer only once they are complete and are kept
 * until they are deleted; whose transfers go one state further with each look; and which writes what it
 * downloaded to a real folder.
 */
export class SlskdEmulator {
  readonly apiKey = apiKey;

  private constructor(
    readonly server: EmulatedServer,
    readonly state: State,
  ) {}

  static async start(peers: readonly EmulatedPeer[], downloadsFolder: string): Promise<SlskdEmulator> {
    await mkdir(downloadsFolder, { recursive: true });
    await writeFile(join(downloadsFolder, 'something else.mp3'), 'of somebody else');
    const state: State = {
      peers: [...peers],
      downloadsFolder,
      searches: new Map(),
      transfers: new Map(),
      events: [],
      loggedIn: true,
      tellsPaths: true,
    };
    return new SlskdEmulator(await EmulatedServer.start((request) => respond(state, request)), state);
  }
}

function respond(state: State, request: EmulatedRequest): EmulatedAnswer | undefined {
  const path = request.path.replace(/^\/api\/v0/, '');
  if (request.headers['x-api-key'] !== apiKey) return { status: 401 };
  const [, area, ...rest] = path.split('/').map(decodeURIComponent);
  if (area === 'server')
    return {
      body: { isConnected: state.loggedIn, isLoggedIn: state.loggedIn, state: state.loggedIn ? 'Connected, LoggedIn' : 'Disconnected' },
    };
  if (area === 'searches') return respondToSearch(state, request, rest);
  if (area === 'events') return state.tellsPaths ? { body: state.events } : undefined;
  if (area === 'transfers') return respondToTransfer(state, request, rest.slice(1));
  return undefined;
}

function respondToSearch(state: State, { method, body }: EmulatedRequest, [id = '', part]: string[]): EmulatedAnswer | undefined {
  if (method === 'POST') return startSearch(state, JSON.parse(body) as { searchText?: string; searchTimeout?: number });
  const search = state.searches.get(id);
  if (search === undefined) return undefined;
  if (method === 'DELETE') {
    state.searches.delete(id);
    return { status: 204 };
  }
  if (method === 'PUT') return { body: '' };
  const isComplete = Date.now() - search.startedAt >= search.timeoutMs;
  if (part === 'responses') return { body: isComplete && search.timeoutMs >= answerMs ? found(state, search.text) : [] };
  return { body: { id, isComplete, state: isComplete ? 'Completed, TimedOut' : 'InProgress', searchText: search.text } };
}

function startSearch(
  state: State,
  { searchText = '', searchTimeout = 0 }: { searchText?: string; searchTimeout?: number },
): EmulatedAnswer {
  if (!state.loggedIn) return { status: 409, body: 'The server connection must be connected and logged in' };
  if (searchText.trim() === '' || searchTimeout < 5) return { status: 400, body: 'invalid' };
  const id = randomUUID();
  state.searches.set(id, { text: searchText, startedAt: Date.now(), timeoutMs: searchTimeout });
  return { body: { id, isComplete: false, state: 'InProgress', searchText } };
}

function found(state: State, text: string): object[] {
  const words = text.toLowerCase().split(' ');
  return state.peers.flatMap(({ username, files, hasFreeUploadSlot = true, queueLength = 0 }) => {
    const matching = files.filter(({ filename }) => words.every((word) => filename.toLowerCase().includes(word)));
    if (matching.length === 0) return [];
    const described = matching.map(({ filename, length, bytes }) => ({
      filename,
      length,
      size: bytes.length,
      extension: '',
      isLocked: false,
    }));
    return [{ username, hasFreeUploadSlot, queueLength, uploadSpeed: 0, files: described, lockedFiles: [] }];
  });
}

function respondToTransfer(state: State, { method, body }: EmulatedRequest, [username = '', id]: string[]): EmulatedAnswer | undefined {
  const peer = state.peers.find((one) => one.username === username);
  if (method === 'POST')
    return peer === undefined ? undefined : enqueue(state, peer, JSON.parse(body) as { filename: string; size: number }[]);
  const own = [...state.transfers.values()].filter((transfer) => transfer.username === username);
  if (id === undefined) return own.length === 0 ? undefined : { body: { username, directories: [{ files: own.map(describe) }] } };
  const transfer = state.transfers.get(id);
  if (transfer === undefined || transfer.username !== username) return undefined;
  if (method === 'DELETE') {
    state.transfers.delete(id);
    return { status: 204 };
  }
  transfer.looks += 1;
  if (transfer.looks === finalLook && transfer.outcome === 'Succeeded') store(state, transfer);
  return { body: describe(transfer) };
}

function enqueue(state: State, peer: EmulatedPeer, [wanted]: { filename: string; size: number }[]): EmulatedAnswer | undefined {
  const file = peer.files.find(({ filename, bytes }) => filename === wanted?.filename && bytes.length === wanted.size);
  const { outcome = 'Succeeded' } = peer;
  if (outcome === 'offline') return undefined;
  if (file === undefined || outcome === 'unshared') {
    return { status: 201, body: { enqueued: [], failed: [{ filename: wanted?.filename, message: 'File not shared.' }] } };
  }
  const transfer = { id: randomUUID(), username: peer.username, filename: file.filename, bytes: file.bytes, outcome, looks: 0 };
  state.transfers.set(transfer.id, transfer);
  return { status: 201, body: { enqueued: [describe(transfer)], failed: [] } };
}

const finalLook = 4;
const earlyStates = ['Queued, Locally', 'Queued, Remotely', 'Initializing', 'InProgress'];

function describe({ id, username, filename, bytes, looks, outcome }: EmulatedTransfer): object {
  const ended = looks >= finalLook && outcome !== 'waits';
  const state = ended ? `Completed, ${outcome}` : (earlyStates[outcome === 'waits' ? 1 : looks] ?? 'InProgress');
  const bytesTransferred = ended && outcome === 'Succeeded' ? bytes.length : state === 'InProgress' ? Math.floor(bytes.length / 2) : 0;
  return { id, username, filename, size: bytes.length, state, bytesTransferred, direction: 'Download', exception: null };
}

/** Under the last remote folder, with what is no name of a folder made harmless, as the daemon does it. */
function store(state: State, { id, filename, bytes }: EmulatedTransfer): void {
  const [folder = '', name = ''] = filename
    .split('\\')
    .slice(-2)
    .map((part) => (/^\.+$/.test(part) ? '_' : part.replaceAll('/', '_')));
  mkdirSync(join(state.downloadsFolder, folder), { recursive: true });
  writeFileSync(join(state.downloadsFolder, folder, name), bytes);
  const data = {
    type: 'DownloadFileComplete',
    localFilename: `/daemon/downloads/${folder}/${name}`,
    remoteFilename: filename,
    transfer: { id },
  };
  state.events.unshift({ type: 'DownloadFileComplete', data: JSON.stringify(data) });
}
