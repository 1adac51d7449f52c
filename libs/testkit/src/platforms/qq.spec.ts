import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { PlatformEmulator } from './platform-emulator.js';
import { qqAnswers } from './qq.js';

describe('when QQ Music is emulated', () => {
  let emulator: PlatformEmulator;
  const headers = { referer: 'https://y.qq.com/' };
  const category = '/splcloud/fcgi-bin/fcg_get_diss_by_tag.fcg?categoryId=10000000&sin=0&ein=9';

  beforeEach(async () => {
    emulator = await PlatformEmulator.start(qqAnswers, {
      songs: [
        { id: '001AAAAAAAAA01', title: "I'm <Here>", artists: ['Mara Quill'], durationMs: 1000, coverUrl: 'https://covers.invalid/1.jpg' },
      ],
      playlists: [{ id: '5', name: 'Evening', songIds: [] }],
      charts: [],
    });
  });
  afterEach(() => emulator.server.stop());

  const got = async (path: string, init: RequestInit) => (await fetch(`${emulator.url}${path}`, init)).text();
  const called = (body: object, init: RequestInit = { headers }) =>
    got('/cgi-bin/musicu.fcg', { method: 'POST', body: JSON.stringify(body), ...init });

  it('refuses callers from elsewhere, unknown methods and requests without a common part', async () => {
    const method = { module: 'musicToplist.ToplistInfoServer', method: 'GetAll', param: {} };
    expect(await called({ comm: {}, one: method }, {})).toBe('{"code":2000}');
    expect(await called({ one: method })).toBe('{"code":500001}');
    expect(await called({ comm: {}, one: { module: 'music', method: 'Sing' } })).toMatch(/"code":0,.*"one":\{"code":500001\}/);
    expect(await got(`${category}&format=json`, {})).toContain('"code":-1');
    expect((await fetch(`${emulator.url}/cgi-bin/musicu.fcg`, { headers })).status).toBe(404);
  });

  it('wraps answers in a call unless it is asked for JSON, and names in entities', async () => {
    expect(await got(category, { headers })).toMatch(/^callback\(\{.*\}\)$/);
    expect(await got(`${category}&format=json`, { headers })).toMatch(/^\{/);
    const search = { module: 'music.search.SearchCgiService', method: 'DoSearchForQQMusicMobile' };
    const param = { query: 'here', page_num: 1, num_per_page: 10 };
    expect(await called({ comm: {}, one: { ...search, param } })).toContain('"name":"I&#39;m &#60;Here&#62;"');
  });

  it('leads to covers by the mid of the album', async () => {
    const answer = await fetch(`${emulator.url}/music/photo_new/T002R800x800M000001AAAAAAAAA01.jpg`, { redirect: 'manual' });
    expect(answer.headers.get('location')).toBe('https://covers.invalid/1.jpg');
  });
});
