import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { PlaylistRecogniser } from './playlist-recogniser.js';

export interface RecogniserUnderTest {
  /** Knows the platforms `qq`, at y.qq.com with songs at y.qq.com/song/, and `library`, by id only; short links at short.example. */
  readonly recogniser: PlaylistRecogniser;
  stop?(): Promise<void>;
}

/** The contract of every PlaylistRecogniser. */
export function describePlaylistRecogniser(name: string, start: () => Promise<RecogniserUnderTest>): void {
  describe(`when lines are recognised by ${name}`, () => {
    const never = new AbortController().signal;
    let tested: RecogniserUnderTest;
    beforeAll(async () => {
      tested = await start();
    });
    afterAll(() => tested.stop?.());

    it('returns each line in its place, with the address as given', async () => {
      const url = 'https://y.qq.com/n/ryqq/playlist/7177076625';
      const { lines } = await tested.recogniser.recognise(['library,album-0a1b', url, 'qq,5'], never);
      expect(lines).toEqual([
        { platform: 'library', remoteId: 'album-0a1b', url: undefined },
        { platform: 'qq', remoteId: '7177076625', url },
        { platform: 'qq', remoteId: '5', url: undefined },
      ]);
    });

    it('tells songs from playlists', async () => {
      const { lines } = await tested.recogniser.recognise(['https://y.qq.com/song/003', 'qq,5'], never);
      expect(lines).toEqual([
        { platform: 'qq', songId: '003' },
        { platform: 'qq', remoteId: '5', url: undefined },
      ]);
    });

    it('does not follow a short link when only the form matters', async () => {
      const { lines } = await tested.recogniser.recogniseByForm(['https://short.example/a', 'qq,5'], never);
      expect(lines).toEqual([{ shortLinkOf: 'qq' }, { platform: 'qq', remoteId: '5', url: undefined }]);
    });

    it('gives a reason for a line that names nothing, and still recognises the others', async () => {
      const { lines } = await tested.recogniser.recognise(['周杰伦', 'qq,5'], never);
      expect(lines).toEqual([{ reason: expect.stringMatching(/./) }, { platform: 'qq', remoteId: '5', url: undefined }]);
    });

    it('names the platforms that a line may begin with', async () => {
      const { platforms } = await tested.recogniser.recognise([], never);
      expect(platforms).toEqual(expect.arrayContaining(['library', 'qq']));
    });

    it('is canceled once the caller has left', async () => {
      await expect(tested.recogniser.recognise(['qq,1'], AbortSignal.abort())).rejects.toMatchObject({ code: 'canceled' });
    });
  });
}
