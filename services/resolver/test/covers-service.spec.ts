import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { resolverCoversV1, resolverV1 } from '@catalogsync/contracts';
import { createRpcClient, type RpcClient } from '@catalogsync/rpc';
import { type RunningService, silentLogger, systemClock } from '@catalogsync/runtime';
import { requireProgram } from '@catalogsync/testkit';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { service } from '../src/main.js';

// Real here: the whole service with gRPC, tagged files made by ffmpeg, HTTP.
const suite = requireProgram('ffmpeg') ? describe : describe.skip;
const limits = { deadlineMs: 30_000 };
const home = mkdtempSync(join(tmpdir(), 'covers-service-'));
const music = join(home, 'music');
const ffmpeg = (...args: string[]): void => void execFileSync('ffmpeg', ['-v', 'error', '-y', ...args]);
const tone = ['-f', 'lavfi', '-i', 'sine=frequency=600:duration=1'];
let running: RunningService;
let covers: RpcClient<typeof resolverCoversV1.CoverServiceService>;
let library: RpcClient<typeof resolverV1.ResolverServiceService>;
let pictures: Server;
let large: Buffer;

beforeAll(async () => {
  for (const folder of ['tagged', 'beside', 'bare']) mkdirSync(join(music, folder), { recursive: true });
  // Noise does not compress: several messages of gRPC.
  ffmpeg('-f', 'lavfi', '-i', 'nullsrc=s=900x900,geq=random(1)*255:128:128', '-frames:v', '1', '-q:v', '2', join(home, 'large.jpg'));
  ffmpeg('-f', 'lavfi', '-i', 'color=red:s=64x64', '-frames:v', '1', join(music, 'beside/Folder.JPG'));
  large = readFileSync(join(home, 'large.jpg'));
  ffmpeg(
    ...tone,
    '-i',
    join(home, 'large.jpg'),
    '-map',
    '0',
    '-map',
    '1',
    '-c:v',
    'copy',
    '-id3v2_version',
    '3',
    join(music, 'tagged/1 A.mp3'),
  );
  ffmpeg(...tone, join(music, 'beside/1 B.flac'));
  ffmpeg(...tone, join(music, 'bare/1 C.mp3'));
  const bodies: Record<string, Buffer> = {
    '/page': Buffer.from('<html>'),
    '/half': large.subarray(0, large.length / 2),
    '/empty': Buffer.alloc(0),
  };
  pictures = createServer(({ url = '' }, response) =>
    response.writeHead(url === '/gone' ? 404 : 200, { 'content-type': 'image/jpeg' }).end(bodies[url] ?? large),
  );
  await new Promise<void>((resolve) => pictures.listen(0, '127.0.0.1', resolve));
  running = await service.start(service.configure({ ROOT_DIR: home, LIBRARY_FOLDERS: music }), { log: silentLogger(), clock: systemClock });
  const target = { address: running.addresses.grpc, service: 'resolver' } as const;
  covers = createRpcClient(resolverCoversV1.CoverServiceService, target);
  library = createRpcClient(resolverV1.ResolverServiceService, target);
  await scan();
});
afterAll(async () => {
  covers.close();
  library.close();
  await running.stop();
  pictures.close();
  rmSync(home, { recursive: true, force: true });
});

function drawn(source: string, ext: string): Buffer {
  const file = join(home, `drawn.${ext}`);
  ffmpeg('-f', 'lavfi', '-i', source, '-frames:v', '1', file);
  return readFileSync(file);
}

async function scan(): Promise<void> {
  for await (const _step of library.scanLibrary({}, limits));
}

async function ids(): Promise<Record<string, string>> {
  const { files } = await library.listTrackFiles({ source: 'library', pageSize: 0, pageToken: '' }, limits);
  return Object.fromEntries(files.map(({ locator, remoteTrackId }) => [locator, remoteTrackId]));
}

async function find(remoteId: string, source = 'library') {
  const parts: Uint8Array[] = [];
  let cover: resolverCoversV1.CoverDescription | undefined;
  for await (const part of covers.findCover({ source, remoteId }, limits)) {
    cover ??= part.cover;
    if (part.bytes !== undefined) parts.push(part.bytes);
  }
  return { cover, bytes: Buffer.concat(parts) };
}

suite('when the cover of a song in the library is asked for', () => {
  it('streams what the file holds, else what is beside it, and says which', async () => {
    const id = await ids();
    const tagged = await find(id['tagged/1 A.mp3']!);
    expect(tagged.cover).toMatchObject({ kind: 'tag', sizeBytes: large.length });
    expect(tagged.bytes.equals(large)).toBe(true);
    expect(large.length).toBeGreaterThan(300_000);
    const beside = await find(id['beside/1 B.flac']!);
    expect(beside.cover?.kind).toBe('folder');
    expect(beside.bytes.equals(readFileSync(join(music, 'beside/Folder.JPG')))).toBe(true);
    const bare = await find(id['bare/1 C.mp3']!);
    expect([bare.cover?.kind, bare.bytes.length]).toEqual(['', 0]);
    expect(bare.cover?.stamp).toMatch(/^file \d+ /);
    await expect(find('x', 'nowhere')).rejects.toMatchObject({ code: 'not_found' });
  });

  it('takes what a picture is from its bytes, and passes over an empty one', async () => {
    const png = drawn('color=blue:s=32x32', 'png');
    mkdirSync(join(music, 'labelled'));
    writeFileSync(join(music, 'labelled/cover.jpg'), '');
    writeFileSync(join(music, 'labelled/folder.jpg'), png);
    ffmpeg(...tone, '-metadata', 'title=D', join(music, 'labelled/1 D.flac'));
    await scan();
    const found = await find((await ids())['labelled/1 D.flac']!);
    expect([found.cover?.kind, found.bytes.equals(png)]).toEqual(['folder', true]);
  });

  it('gives stamps that change with the file and with the picture beside it', async () => {
    const id = await ids();
    const remoteIds = ['bare/1 C.mp3', 'tagged/1 A.mp3'].map((path) => id[path]!);
    const stamps = async () => (await covers.stampCovers({ source: 'library', remoteIds: [...remoteIds, 'none'] }, limits)).stamps;
    const before = await stamps();
    expect(before[2]).toBe('');
    expect(await stamps()).toEqual(before);
    writeFileSync(join(music, 'bare/cover.png'), large);
    const after = await stamps();
    expect([after[0] === before[0], after[1] === before[1]]).toEqual([false, true]);
    expect((await find(remoteIds[0]!)).cover).toMatchObject({ kind: 'folder', stamp: after[0] });
    const many = Array.from({ length: 1_001 }, (_, at) => `${at}`);
    await expect(covers.stampCovers({ source: 'library', remoteIds: many }, limits)).rejects.toMatchObject({ code: 'invalid_argument' });
  });
});

suite('when a picture at an address is asked for', () => {
  it('refuses addresses of this network and of other kinds', async () => {
    const fetched = async (address: string) => {
      for await (const _part of covers.fetchCover({ address }, limits));
    };
    const { port } = pictures.address() as AddressInfo;
    await expect(fetched(`http://127.0.0.1:${port}/1.jpg`)).rejects.toMatchObject({
      code: expect.stringMatching(/permission_denied|invalid_argument/),
    });
    await expect(fetched('file:///etc/passwd')).rejects.toMatchObject({ code: 'invalid_argument' });
  });

  it('streams a picture of a host that the owner named, and refuses what is none', async () => {
    const own = join(home, 'own');
    const environment = { ROOT_DIR: own, LIBRARY_FOLDERS: music, OUTBOUND_PRIVATE_HOSTS: '127.0.0.1' };
    const allowed = await service.start(service.configure(environment), { log: silentLogger(), clock: systemClock });
    const client = createRpcClient(resolverCoversV1.CoverServiceService, { address: allowed.addresses.grpc, service: 'resolver' });
    const { port } = pictures.address() as AddressInfo;
    const fetched = async (path: string): Promise<Buffer[]> => {
      const parts: Buffer[] = [];
      for await (const { bytes } of client.fetchCover({ address: `http://127.0.0.1:${port}/${path}` }, limits))
        parts.push(Buffer.from(bytes));
      return parts;
    };
    try {
      const parts = await fetched('large.jpg');
      expect(Buffer.concat(parts).equals(large)).toBe(true);
      expect(parts.length).toBeGreaterThan(1);
      await expect(fetched('page')).rejects.toMatchObject({ code: 'data_corrupt' });
      await expect(fetched('half')).rejects.toMatchObject({ code: 'data_corrupt' });
      await expect(fetched('gone')).rejects.toMatchObject({ code: 'not_found' });
      await expect(fetched('empty')).rejects.toMatchObject({ code: 'data_corrupt' });
    } finally {
      client.close();
      await allowed.stop();
    }
  });
});
