import { setTimeout as sleep } from 'node:timers/promises';

const pauseMs = 100;

/** What the public API serves. */
export interface Served {
  readonly tracks: number;
  readonly playlists: number;
  readonly artists: number;
}

interface Manifest {
  readonly trackCount: number;
  readonly playlistCount: number;
  readonly artistCount: number;
}

/** What the public API at `address` serves, as soon as it serves a snapshot; undefined if the signal aborts before. */
export async function untilServed(address: string, signal: AbortSignal): Promise<Served | undefined> {
  while (!signal.aborted) {
    const answer = await fetch(`${address}/v1/snapshot`, { signal }).then(
      async (response) => (response.status === 200 ? ((await response.json()) as { readonly manifest: Manifest }) : undefined),
      () => undefined, // Not up yet, or gone: asked again until the signal aborts.
    );
    if (answer !== undefined) {
      const { trackCount: tracks, playlistCount: playlists, artistCount: artists } = answer.manifest;
      return { tracks, playlists, artists };
    }
    await sleep(pauseMs, undefined, { signal }).catch(() => undefined);
  }
  return undefined;
}
