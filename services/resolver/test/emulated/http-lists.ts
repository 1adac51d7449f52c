import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EmulatedServer } from '@catalogsync/testkit';
import { httpList } from '../../src/adapters/sources/http-list/definition.js';
import { named } from '../../src/adapters/sources/source-definition.js';
import { type HeldSong, type SourceUnderTest } from '../../src/core/sources/source-under-test.contract.js';
import { held, newClient, overHttp } from './held-songs.js';

export async function httpLists(): Promise<SourceUnderTest> {
  const paths = ['/files/Harbour%20Lights.wav', '/files/..%2F..%2F%24(x)%60%3B%3F%23%00.wav?key=hush-hush'];
  const titles = ['Harbour Lights', 'Night Ferry'];
  const songs = paths.map((path, at) => ({ path, ...held('', titles[at] ?? '', at + 10) }));
  const server: EmulatedServer = await EmulatedServer.start(({ path }) => {
    const body = songs.map(({ path: at, title, artist, duration }) => ({ url: at, title, artist, duration }));
    if (path === '/list.json') return { body };
    const song = songs.find((one) => one.path.split('?')[0] === path);
    return song === undefined ? undefined : { body: song.bytes, headers: { 'content-type': 'audio/wav' } };
  });
  const folder = await mkdtemp(join(tmpdir(), 'lists-'));
  await writeFile(join(folder, 'own.txt'), `${server.url}/other.wav\n`);
  const http = newClient('127.0.0.1');
  const source = named(httpList, httpList.open({ HTTP_LISTS: [join(folder, 'own.txt'), `${server.url}/list.json`] }, { http }));
  const common = overHttp(server, http, /^\/files\//);
  const stop = async () => {
    await common.stop();
    await rm(folder, { recursive: true });
  };
  const withId = ({ path, ...song }: (typeof songs)[number]): HeldSong => {
    const remoteId = createHash('sha256').update(new URL(path, server.url).href).digest('hex').slice(0, 32);
    return { ...song, remoteId };
  };
  return { source, song: withId(songs[0]!), oddSong: withId(songs[1]!), secrets: ['hush-hush'], ...common, stop };
}
