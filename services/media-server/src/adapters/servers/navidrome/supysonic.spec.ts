import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { HttpClient } from '@catalogsync/outbound-http';
import { silentLogger, systemClock } from '@catalogsync/runtime';
import { requireProgram, type Supysonic, startSupysonic, until, writeAudio } from '@catalogsync/testkit';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { MediaServer, ServerPlaylists } from '../../../core/servers/media-server.js';
import { planEdits } from '../../../core/servers/playlist-edits.js';
import { navidrome } from './definition.js';

// Real here: Supysonic as a process with its daemon and database, files encoded by ffmpeg, TLS, HTTP.
const signal = new AbortController().signal;
const tools = (http: HttpClient) => ({ http, clock: systemClock, log: silentLogger() });
const run = promisify(execFile);

async function all<T>(pages: AsyncIterable<readonly T[]>): Promise<T[]> {
  const items: T[] = [];
  for await (const page of pages) items.push(...page);
  return items;
}

const available = requireProgram('supysonic-server', '--help') && requireProgram('ffmpeg');

(available ? describe : describe.skip)('when the media server is a real one that speaks the older protocol', () => {
  let folder: string;
  let real: Supysonic;
  let http: HttpClient;
  let server: MediaServer;
  let playlists: ServerPlaylists;
  let ids: string[];
  const open = (more: object = {}): MediaServer => {
    const login = { NAVIDROME_URL: real.url, NAVIDROME_USER: real.user, NAVIDROME_PASSWORD: real.password } as const;
    return navidrome.open({ ...login, NAVIDROME_AUTH: 'password', NAVIDROME_LIBRARIES: [], ...more }, tools(http));
  };
  const addSong = (name: string): Promise<void> =>
    writeAudio(join(folder, `${name}.mp3`), { tags: { title: name, artist: 'Various/Several', album: `On ${name}` } });
  const tracksOf = async (id: string): Promise<string[]> => (await all(playlists.entries(id, signal))).map(({ track }) => track.id);
  const times = (count: number): string[] => Array.from({ length: count }, (_, index) => ids[index % ids.length] ?? '');

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'supysonic-songs-'));
    for (const name of ['one', 'two', 'three']) await addSong(name);
    real = await startSupysonic(folder, { withDaemon: true });
    http = new HttpClient();
    server = open();
    playlists = server.optional.playlists!;
    ids = [];
    for (const title of ['one', 'two', 'three'])
      ids.push((await server.searchTracks({ title, artist: '', limit: 1 }, signal))[0]?.id ?? '');
  }, 60_000);
  afterAll(async () => {
    await http.close();
    await real.stop();
    await rm(folder, { recursive: true, force: true });
  });

  it('says that it wants the password instead of a token', async () => {
    await expect(open({ NAVIDROME_AUTH: 'token' }).ensureConnection(signal)).rejects.toMatchObject({
      code: 'unauthenticated',
      hint: 'Set NAVIDROME_AUTH=password.',
    });
  });

  it('takes the names of all its music folders, which limits nothing, and refuses others', async () => {
    expect(await all(open({ NAVIDROME_LIBRARIES: ['music'] }).allAlbumIds(signal))).toHaveLength(3);
    await expect(open({ NAVIDROME_LIBRARIES: ['Books'] }).ensureConnection(signal)).rejects.toMatchObject({
      code: 'invalid_argument',
      message: expect.stringContaining('it has: Music'),
    });
  });

  it('says that it does not count plays, instead of an empty list', async () => {
    await expect(all(server.optional.trackPlayCounts!(signal))).rejects.toMatchObject({ code: 'unsupported' });
  });

  it('keeps long lists in order though it takes no forms, and loses nothing while they change', async () => {
    const id = await playlists.create({ name: 'Long', description: 'Of <three> songs', trackIds: times(400) }, signal);
    expect(await tracksOf(id)).toEqual(times(400));
    await playlists.append(id, times(200).reverse(), signal);
    expect(await tracksOf(id)).toEqual([...times(400), ...times(200).reverse()]);
    const wanted = [...times(50), ...times(301).reverse()];
    await playlists.edit(id, planEdits(await all(playlists.entries(id, signal)), wanted), signal);
    expect(await tracksOf(id)).toEqual(wanted);
    await playlists.replace(id, times(300), signal);
    expect(await tracksOf(id)).toEqual(times(300));
    const listed = (await all(playlists.list(signal))).filter(({ name }) => name === 'Long');
    expect(listed).toEqual([{ id, name: 'Long', description: 'Of <three> songs', trackCount: 300 }]);
  }, 60_000);

  it('finds each of two new playlists of the same name, made within a second', async () => {
    const made = [ids[0] ?? '', ids[1] ?? ''].map((trackId) => ({ name: 'Same', trackIds: [trackId] }));
    const found: string[] = [];
    for (const playlist of made) found.push(await playlists.create(playlist, signal));
    expect(await Promise.all(found.map(tracksOf))).toEqual(made.map(({ trackIds }) => trackIds));
  });

  it('makes no playlist with a track that it does not have', async () => {
    const unknown = ['00000000-0000-0000-0000-000000000000', 'no uuid'];
    for (const trackId of unknown) {
      await expect(playlists.create({ name: 'Never', trackIds: [ids[0] ?? '', trackId] }, signal)).rejects.toMatchObject({
        code: 'not_found',
      });
    }
    expect((await all(playlists.list(signal))).map(({ name }) => name)).not.toContain('Never');
  });

  it('scans as often as it is told, and knows each new song when it says that it has ended', async () => {
    for (const name of ['four', 'five', 'six']) {
      await addSong(name);
      await server.triggerLibraryScan(undefined, signal);
      await until(async () => !(await server.isLibraryScanning(signal)));
      expect(await server.searchTracks({ title: name, artist: 'Various/Several', limit: 5 }, signal)).toMatchObject([
        { title: name, artists: ['Various/Several'], album: `On ${name}`, path: `${name}.mp3` },
      ]);
    }
  }, 60_000);
});

(requireProgram('openssl', 'version') ? describe : describe.skip)('when a media server has a certificate that it signed itself', () => {
  it('is not connected to, and the fault says how to trust it', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'certificate-'));
    const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
    const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=IP:127.0.0.1'];
    await run('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-keyout', key, '-out', cert, '-days', '2', ...subject]);
    const https = createServer({ key: await readFile(key), cert: await readFile(cert) }, (_request, response) => void response.end('{}'));
    await new Promise<void>((resolve) => https.listen(0, '127.0.0.1', resolve));
    const http = new HttpClient({ retryPauseMs: 1 });
    const login = { NAVIDROME_USER: 'user', NAVIDROME_PASSWORD: 'sesame', NAVIDROME_AUTH: 'token', NAVIDROME_LIBRARIES: [] } as const;
    const url = `https://127.0.0.1:${(https.address() as AddressInfo).port}`;
    const server = navidrome.open({ ...login, NAVIDROME_URL: url }, tools(http));
    await expect(server.ensureConnection(signal)).rejects.toMatchObject({
      code: 'unavailable',
      retry: 'never',
      message: expect.stringMatching(/certificate/),
      hint: expect.stringContaining('NODE_EXTRA_CA_CERTS'),
    });
    await http.close();
    await new Promise((resolve) => https.close(resolve));
    await rm(folder, { recursive: true, force: true });
  }, 30_000);
});
