import { expect, it } from '@jest/globals';
import type { Source } from './source.js';
import { never } from './source-under-test.contract.js';

/** The contract of sources that list playlists. */
export function describePlaylists(source: () => Source): void {
  it('lists its playlists and their tracks page by page', async () => {
    const names: string[] = [];
    for (let after: string | undefined; ; ) {
      const page = await source().playlists!.listPlaylists({ limit: 1, after }, never);
      names.push(...page.items.map((playlist) => playlist.remoteId));
      if (page.next === undefined) break;
      after = page.next;
    }
    expect(names.length).toBeGreaterThan(1);
    expect(new Set(names).size).toBe(names.length);
    const tracks = await source().playlistTracks!.listPlaylistTracks(names[0]!, { limit: 100, after: undefined }, never);
    expect(tracks.items.length).toBeGreaterThan(0);
  });

  it('keeps the version of an unchanged playlist', async () => {
    const list = async () => (await source().playlists!.listPlaylists({ limit: 100, after: undefined }, never)).items;
    expect(await list()).toEqual(await list());
  });

  it('refuses an unknown playlist and a foreign page position', async () => {
    const page = { limit: 10, after: undefined };
    await expect(source().playlistTracks!.listPlaylistTracks('../nowhere', page, never)).rejects.toMatchObject({ code: 'not_found' });
    const [first] = (await source().playlists!.listPlaylists(page, never)).items;
    const foreign = source().playlistTracks!.listPlaylistTracks(first!.remoteId, { limit: 10, after: 'foreign' }, never);
    await expect(foreign).rejects.toMatchObject({ code: 'invalid_argument' });
  });
}
