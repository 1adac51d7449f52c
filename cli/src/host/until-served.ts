import { get } from 'node:http';
import { json } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';

const pauseMs = 100;

/** What the public API serves. */
export interface Served {
  readonly tracks: number;
  readonly playlists: number;
  readonly artists: number;
}

interface Snapshot {
  readonly manifest: {
    readonly snapshotId: string;
    readonly trackCount: number;
    readonly playlistCount: number;
    readonly artistCount: number;
  };
}

/**
 * What the public API at `address` serves, as soon as it serves a snapshot; undefined if the signal aborts before.
 * @param snapshotId waits for this one
 */
export async function untilServed(address: string, signal: AbortSignal, snapshotId?: string): Promise<Served | undefined> {
  while (!signal.aborted) {
    // Not up yet, or gone: asked again until the signal aborts.
    const answer = await snapshotAt(address, signal).catch(() => undefined);
    if (answer !== undefined && (snapshotId === undefined || answer.manifest.snapshotId === snapshotId)) {
      const { trackCount: tracks, playlistCount: playlists, artistCount: artists } = answer.manifest;
      return { tracks, playlists, artists };
    }
    await sleep(pauseMs, undefined, { signal }).catch(() => undefined);
  }
  return undefined;
}

/** Undefined while it serves none. With Node's `fetch` a second HTTP client would stay in memory. */
function snapshotAt(address: string, signal: AbortSignal): Promise<Snapshot | undefined> {
  return new Promise((resolve, reject) => {
    get(`${address}/v1/snapshot`, { signal, agent: false }, (response) => {
      if (response.statusCode === 200) json(response).then((body) => resolve(body as Snapshot), reject);
      else response.resume().once('end', () => resolve(undefined));
    }).once('error', reject);
  });
}
