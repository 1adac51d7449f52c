import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { neteaseAnswers } from './netease.js';
import { PlatformEmulator } from './platform-emulator.js';

describe('when NetEase is emulated', () => {
  let emulator: PlatformEmulator;
  const site = { referer: 'https://music.163.com/' };
  const song = { id: '9007199254740993', title: 'Harbour Lights', artists: ['Mara Quill'], durationMs: 1000 };

  beforeEach(async () => {
    emulator = await PlatformEmulator.start(neteaseAnswers, {
      songs: [song, { ...song, id: '2', file: { ext: 'mp3', bytes: Buffer.from('sound'), trial: true } }],
      playlists: [{ id: '5', name: 'Evening', songIds: [song.id, '2', '3'] }],
      charts: [],
    });
  });
  afterEach(() => emulator.server.stop());

  const asked = async (path: string, init: RequestInit = { headers: site }) => {
    const answer = await fetch(`${emulator.url}${path}`, init);
    return { status: answer.status, text: await answer.text() };
  };

  it('refuses callers from elsewhere, other methods and other addresses', async () => {
    expect((await asked('/api/toplist', {})).text).toBe('{"code":-460}');
    expect((await asked('/api/toplist', { method: 'POST', headers: site })).status).toBe(404);
    expect((await asked('/weapi/toplist')).status).toBe(404);
    expect((await asked('/api/cloudsearch/pc?s=a&type=10')).text).toBe('{"code":400}');
    expect((await asked('/api/v6/playlist/detail?id=6')).text).toContain('"code":404');
  });

  it('sends ids with all their digits, and keeps members’ songs from others', async () => {
    const { text } = await asked('/api/v6/playlist/detail?id=5&n=1000');
    expect(text).toContain('{"id":9007199254740993,"v":1');
    expect(text.match(/"name":"Harbour Lights"/g)).toHaveLength(1);
    const member = await asked('/api/v6/playlist/detail?id=5&n=1000', { headers: { ...site, cookie: 'MUSIC_U=x' } });
    expect(member.text.match(/"name":"Harbour Lights"/g)).toHaveLength(2);
  });

  it('marks clips, and hands out nothing of the rest', async () => {
    const { text } = await asked('/api/song/enhance/player/url/v1?ids=[2,9007199254740993]&level=standard&encodeType=mp3');
    expect(text).toMatch(/"freeTrialInfo":\{"start":0,"end":30\}.*"id":9007199254740993,"url":null,.*"code":404/);
  });
});
