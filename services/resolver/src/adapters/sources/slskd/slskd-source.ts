import { mkdir } from 'node:fs/promises';
import { Fault } from '@catalogsync/faults';
import { JsonShape } from '@catalogsync/outbound-http';
import { pause } from '@catalogsync/runtime';
import { Type } from 'typebox';
import { healthOf } from '../../../core/sources/answers.js';
import { announcedAudio, describedTrack, extensionOfName, secondsToMs } from '../../../core/sources/described.js';
import {
  type FetchedFile,
  type FetchRequest,
  type HealthChecker,
  type SourceHealth,
  stagedTrack,
  type TrackFetcher,
} from '../../../core/sources/fetch.js';
import type { SearchHit, SearchRequest, SearchTarget, TrackSearcher } from '../../../core/sources/search.js';
import { parseFetchKey } from '../identity.js';
import type { SlskdClient } from './client.js';
import { collectFinished } from './finished-file.js';
import { OwnSearches } from './own-searches.js';
import { describePath } from './remote-path.js';
import { follow, type SlskdPace } from './transfer.js';
import type { Peer, RemoteFile, Transfer } from './wire.js';

const audio = /^(flac|mp3|m4a|aac|ogg|opus|wav|aiff?|ape|wv|wma)$/;

const usualKeepMs = 600_000;

/** The user, the full remote path, and the size, which the daemon requires. */
const fetchKeyShape = new JsonShape(Type.Tuple([Type.String({ minLength: 1 }), Type.String(), Type.Integer()]));

/** Files of other people, through the user's own Soulseek daemon. */
export class SlskdSource implements TrackSearcher, TrackFetcher, HealthChecker {
  private readonly own: OwnSearches;

  constructor(
    private readonly client: SlskdClient,
    private readonly downloadsFolder: string,
    private readonly pace: SlskdPace,
  ) {
    this.own = new OwnSearches(client, pace.keepSearchesMs ?? usualKeepMs);
  }

  async searchTracks({ keyword, target, limit }: SearchRequest, signal: AbortSignal): Promise<readonly SearchHit[]> {
    // A dash before a word would exclude it; other punctuation finds nothing.
    const words = keyword.replace(/[^\p{L}\p{M}\p{N}]+/gu, ' ').trim();
    if (words === '') return [];
    const { id } = await this.client.startSearch(this.own.newId(), words, this.pace.searchTimeoutMs, signal);
    try {
      await this.completed(id, signal);
      const peers = [...(await this.client.responses(id, signal))].sort(byReadiness);
      const hits = peers.flatMap((peer) => (peer.files ?? []).map((file) => toHit(peer, file, target)));
      return hits.filter((hit) => audio.test(hit.audio.ext ?? '')).slice(0, limit);
    } finally {
      await this.client.forgetSearch(id);
      await this.own.clearOld(signal);
    }
  }

  async fetchTrack(request: FetchRequest, signal: AbortSignal): Promise<FetchedFile> {
    const [username, filename, size] = parseFetchKey(request.fetchKey, fetchKeyShape, 'soulseek');
    if (size > request.maxBytes) throw new Fault('data_corrupt', `the file is larger than the ${request.maxBytes} bytes allowed`);
    const transfer = await this.begin(username, { filename, size }, signal);
    try {
      await follow(() => this.client.transfer(username, transfer.id, signal), this.pace, request.report, signal);
      const path = stagedTrack(request, extensionOfName(filename));
      await mkdir(request.stagingFolder, { recursive: true });
      const localPath = await this.client.localPathOf(transfer.id, signal);
      await collectFinished({ localPath, remotePath: lastTwo(filename), size: transfer.size }, this.downloadsFolder, path);
      return { path };
    } finally {
      await this.client.forgetTransfer(username, transfer.id);
    }
  }

  checkHealth(signal: AbortSignal): Promise<SourceHealth> {
    return healthOf(async () => {
      await this.client.requireLogin(signal);
      return 'slskd is logged in to Soulseek';
    }, signal);
  }

  private async completed(id: string, signal: AbortSignal): Promise<void> {
    const polls = Math.ceil((this.pace.searchTimeoutMs * 2 + 15_000) / this.pace.pollMs);
    for (let poll = 0; poll < polls; poll++) {
      const { isComplete, state } = await this.client.search(id, signal);
      // `TimedOut` is how a search usually ends; these two say that the search was cut short.
      if (/Errored|Cancelled/.test(state)) throw new Fault('unavailable', 'the Soulseek search was cut short');
      if (isComplete) return;
      await pause(this.pace.pollMs, signal);
    }
    throw new Fault('timeout', 'the Soulseek search did not end');
  }

  /** Older daemons return nothing, and a repeated request continues the first: find the transfer by its name. */
  private async begin(username: string, file: { filename: string; size: number }, signal: AbortSignal): Promise<Transfer> {
    try {
      const queued = await this.client.enqueue(username, file, signal);
      if (queued !== undefined) return queued;
      const [transfer] = (await this.client.transfersOf(username, signal)).filter((one) => isOpen(one, file.filename));
      if (transfer === undefined) throw new Fault('not_found', 'slskd did not queue the file');
      return transfer;
    } catch (error) {
      // The daemon may have accepted it anyway.
      if (signal.aborted) await this.client.forgetOpen(username, (one) => isOpen(one, file.filename));
      throw error;
    }
  }
}

function isOpen({ filename, state }: Transfer, wanted: string): boolean {
  return filename === wanted && !/Completed/.test(state);
}

/** First those who can send at once, then the shortest queue, then the fastest; a speed of 0 is unknown. */
function byReadiness(a: Peer, b: Peer): number {
  const ready = Number(b.hasFreeUploadSlot ?? false) - Number(a.hasFreeUploadSlot ?? false);
  return ready || (a.queueLength ?? 0) - (b.queueLength ?? 0) || (b.uploadSpeed ?? 0) - (a.uploadSpeed ?? 0);
}

function toHit({ username }: Peer, file: RemoteFile, target: SearchTarget): SearchHit {
  const { title, artist, album, trackNumber, ext } = describePath(file.filename, target);
  const durationMs = secondsToMs(file.length);
  return {
    track: describedTrack({
      remoteId: `${encodeURIComponent(username)}/${file.filename}`,
      name: title,
      artists: artist === undefined ? [] : [{ remoteId: undefined, name: artist }],
      album,
      trackNumber,
      durationMs,
      ext,
      fileSizeBytes: file.size,
    }),
    audio: announcedAudio({
      ext,
      bitrate: (file.bitRate ?? 0) * 1000,
      sampleRate: file.sampleRate,
      bitDepth: file.bitDepth,
      fileSizeBytes: file.size,
      durationMs,
    }),
    fetchKey: JSON.stringify([username, file.filename, file.size]),
    trial: false,
  };
}

/** Where the daemon puts a file if it does not say: the last remote folder and the name. */
function lastTwo(filename: string): string {
  return filename
    .split(/[\\/]+/)
    .slice(-2)
    .join('/');
}
