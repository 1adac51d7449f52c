import { describe, expect, it } from '@jest/globals';
import { MemoryMediaServer } from '../../../test/memory/memory-media-server.js';
import { RestingServer } from './resting-server.js';

const { signal } = new AbortController();

describe('when a media server does not answer', () => {
  it('is asked again only after a while, and at once if it did answer', async () => {
    let now = 0;
    const server = new MemoryMediaServer();
    const resting = new RestingServer(server, () => now);
    const up = server.answer;
    expect((await resting.status(signal)).connected).toBe(true);
    server.answer = { ...up, connected: false, problem: 'switched off' };
    expect((await resting.status(signal)).problem).toBe('switched off');
    server.answer = up;
    now = 29_999;
    expect((await resting.status(signal)).connected).toBe(false);
    now = 30_000;
    expect((await resting.status(signal)).connected).toBe(true);
  });
});
