import { execFileSync } from 'node:child_process';
import { linkSync, mkdirSync, renameSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { openFiles, until } from '@catalogsync/testkit';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { OriginHome } from './origin-home.js';

// Real here: the whole service, HTTP, links, FIFOs and devices.
let home: OriginHome;
beforeEach(async () => {
  home = await OriginHome.create();
});
afterEach(() => home.end());

const big = Buffer.alloc(40_000_000, 7);
describe('when the catalogue names a path outside its root (behaviour 174)', () => {
  it('sends nothing of it and reveals nothing about it', async () => {
    const secret = join(home.root, 'secret.mp3');
    writeFileSync(secret, 'secret');
    mkdirSync(join(home.root, 'library-beside'));
    writeFileSync(join(home.root, 'library-beside', 'x.mp3'), 'secret');
    home.put('dir/inside.mp3', 'inside');
    symlinkSync(secret, join(home.library, 'link.mp3'));
    symlinkSync(home.root, join(home.library, 'up'));
    symlinkSync('../library-beside', join(home.library, 'beside'));
    symlinkSync('loop', join(home.library, 'loop'));
    symlinkSync('/dev/zero', join(home.library, 'zero.mp3'));
    execFileSync('mkfifo', [join(home.library, 'pipe.mp3')]);
    const outside = [
      '../secret.mp3',
      secret,
      'dir/../../secret.mp3',
      '..\\secret.mp3',
      'link.mp3',
      'up/secret.mp3',
      'beside/x.mp3',
      '../library-beside/x.mp3',
      'loop',
      'zero.mp3',
      'pipe.mp3',
      'dir',
      '.',
      'dir/inside.mp3/x',
      'dir/inside.mp3/',
      'x'.repeat(5000),
      '/dev/zero',
    ];
    await home.publish(
      1,
      outside.map((locator, at) => ({ id: at + 1, locator })),
    );
    await home.start();
    for (const [at, locator] of outside.entries()) {
      const answer = await home.ask(await home.path(at + 1));
      expect([locator, answer.status]).toEqual([locator, 404]);
      expect(answer.body.toString()).not.toMatch(/secret|library|passwd/);
    }
    expect(openFiles(home.library)).toEqual([]);
  });

  it('serves links that stay inside, and a root that is itself a link', async () => {
    home.put('real.mp3', 'real');
    symlinkSync('real.mp3', join(home.library, 'alias.mp3'));
    linkSync(join(home.library, 'real.mp3'), join(home.library, 'hard.mp3'));
    renameSync(home.library, join(home.root, 'disk'));
    symlinkSync(join(home.root, 'disk'), home.library);
    await home.publish(
      1,
      ['alias.mp3', 'hard.mp3', 'real.mp3'].map((locator, at) => ({ id: at + 1, locator })),
    );
    await home.start();
    for (const id of [1, 2, 3]) expect((await home.ask(await home.path(id))).body.toString()).toBe('real');
  });

  it('serves nothing from outside while a folder is swapped for a link', async () => {
    home.put('album/x.mp3', 'inside');
    mkdirSync(join(home.root, 'elsewhere'));
    writeFileSync(join(home.root, 'elsewhere', 'x.mp3'), 'secret');
    await home.publish(1, [{ id: 1, locator: 'album/x.mp3' }]);
    await home.start();
    const path = await home.path(1);
    const album = join(home.library, 'album');
    let swapping = true;
    const swap = (async () => {
      while (swapping) {
        renameSync(album, `${album}-kept`);
        symlinkSync(join(home.root, 'elsewhere'), album);
        await sleep(1);
        rmSync(album);
        renameSync(`${album}-kept`, album);
        await sleep(1);
      }
    })();
    const seen = new Set<string>();
    for (let round = 0; round < 150; round++) {
      const answer = await home.ask(path);
      seen.add(answer.status === 200 ? answer.body.toString() : String(answer.status));
    }
    swapping = false;
    await swap;
    expect([...seen].sort()).toEqual(['404', 'inside']);
  });
});

describe('when clients are slow, leave, or are many', () => {
  /** Starts a download and reads none of it. */
  const stall = async () => {
    const { hostname, port } = new URL(base);
    const socket = connect(Number(port), hostname);
    socket.on('error', () => socket.destroy());
    socket.write(`GET ${await home.path(1)} HTTP/1.1\r\nhost: x\r\n\r\n`);
    await new Promise((resolve) => socket.once('readable', resolve));
    return socket;
  };
  let base: string;
  const begin = async (environment: Record<string, string>) => {
    home.put('big.flac', big);
    await home.publish(1, [{ id: 1, locator: 'big.flac' }]);
    base = await home.start(environment);
  };

  it('closes the file of a client that left', async () => {
    await begin({});
    const socket = await stall();
    expect(openFiles(home.library)).toHaveLength(1);
    socket.destroy();
    await until(() => openFiles(home.library).length === 0);
  });

  it('disconnects a client that reads nothing for the idle time', async () => {
    await begin({ ORIGIN_IDLE_SECONDS: '1' });
    const socket = await stall();
    const closed = new Promise((resolve) => socket.once('close', resolve));
    await until(() => openFiles(home.library).length === 0);
    socket.resume();
    await closed;
  });

  it('returns 503 with Retry-After beyond the limit and 429 beyond that of one client, and serves when a place is free', async () => {
    await begin({ ORIGIN_MAX_STREAMS: '2' });
    const sockets = [await stall(), await stall()];
    const full = await home.ask(await home.path(1));
    expect(full).toMatchObject({ status: 503, headers: { 'retry-after': '2', 'content-type': expect.stringContaining('problem+json') } });
    expect(JSON.parse(full.body.toString())).toMatchObject({ code: 'too_many_streams' });
    expect((await home.ask(await home.path(1), {}, 'HEAD')).status).toBe(200);
    expect(openFiles(home.library)).toHaveLength(2);
    for (const socket of sockets) socket.destroy();
    await until(() => openFiles(home.library).length === 0);
    expect((await home.ask(await home.path(1), { range: 'bytes=0-9' })).status).toBe(206);
    await home.stop();
    base = await home.start({ ORIGIN_MAX_STREAMS_PER_CLIENT: '1' });
    const socket = await stall();
    expect((await home.ask(await home.path(1))).status).toBe(429);
    socket.destroy();
  });

  it('cuts the connection when the file shrinks while it is sent', async () => {
    await begin({});
    const outcome = new Promise<string>((resolve) => {
      void home.path(1).then((path) => {
        const asked = request(`${base}${path}`, (response) => {
          truncateSync(join(home.library, 'big.flac'), 10_000_000);
          response.on('error', () => resolve('cut'));
          response.on('end', () => resolve('complete'));
          response.resume();
        });
        asked.end();
      });
    });
    expect(await outcome).toBe('cut');
    expect((await home.ask(await home.path(1))).body.length).toBe(10_000_000);
    await until(() => openFiles(home.library).length === 0);
  });

  it('stops within 5 s even if a client reads nothing', async () => {
    await begin({});
    await stall();
    const began = performance.now();
    await home.stop();
    expect(performance.now() - began).toBeLessThan(5000);
    await until(() => openFiles(home.library).length === 0);
  });
});

describe('when the configuration is wrong', () => {
  it('names what is wrong with ORIGIN_ROOTS', async () => {
    for (const roots of ['x', '=/x', 'a=', 'a=relative', 'a=/x;a=/y']) {
      await expect(home.start({ ORIGIN_ROOTS: roots })).rejects.toMatchObject({
        code: 'invalid_argument',
        message: expect.stringContaining('ORIGIN_ROOTS'),
      });
    }
  });

  it('names the address that is taken and the key that changes it', async () => {
    const port = new URL(await home.start()).port;
    const other = await OriginHome.create();
    await expect(other.start({ ORIGIN_PORT: port })).rejects.toMatchObject({
      code: 'failed_precondition',
      message: expect.stringContaining(`127.0.0.1:${port}`),
      hint: expect.stringContaining('ORIGIN_PORT'),
    });
    await other.end();
  });
});
