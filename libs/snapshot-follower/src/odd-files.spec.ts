import { execFileSync } from 'node:child_process';
import { appendFileSync, createReadStream, mkdirSync, readFileSync, rmSync, symlinkSync, truncateSync } from 'node:fs';
import { createServer, type ServerResponse } from 'node:http';
import { type AddressInfo, createServer as createSocket } from 'node:net';
import { join } from 'node:path';
import type { Manifest } from '@catalogsync/snapshot-format';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Harness } from './fixtures/follower-harness.js';

// Real here: pipes, devices, sockets, links, files, HTTP on loopback.
let at: Harness;
beforeEach(async () => {
  at = await Harness.create();
});
afterEach(() => at.end());

/** What may stand in place of a file, how it is made, and how the fault calls it. */
const odd: [string, RegExp, (path: string) => unknown][] = [
  ['a folder', /is a folder/, (path) => mkdirSync(path)],
  ['a pipe', /is a named pipe/, (path) => execFileSync('mkfifo', [path])],
  ['a link to a device', /is a device/, (path) => symlinkSync('/dev/zero', path)],
  ['a loop of links', /is a loop of links/, (path) => symlinkSync(path, path)],
  ['a link to a pipe', /is a named pipe/, pipeBeside],
  ['a socket', /is a socket/, listenAt],
];

function pipeBeside(path: string): void {
  execFileSync('mkfifo', [`${path}.pipe`]);
  symlinkSync(`${path}.pipe`, path);
}

async function listenAt(path: string): Promise<void> {
  const server = createSocket();
  await new Promise<void>((resolve) => server.listen(path, resolve));
  at.stops.push(() => new Promise((resolve) => server.close(resolve)));
}

describe('when something else stands in place of a published file', () => {
  const places: [string, (manifest: Manifest) => string][] = [
    ['the manifest', () => 'manifest.json'],
    ['the signature', () => 'manifest.json.jws'],
    ['the database in its folder', ({ snapshot_id }) => join(snapshot_id, 'catalog_read.db')],
  ];

  it.each(places.flatMap(([where, place]) => odd.map(([what, named, make]) => [what, where, named, place, make] as const)))(
    'keeps the old snapshot and names %s in place of %s',
    async (_what, _where, named, place, make) => {
      await at.publication.publish({ sequence: 1 });
      const made = await at.started();
      // Never adopted, so that the database has to be taken at the next check.
      const next = await at.publication.publish({ sequence: 2, damage: (file) => truncateSync(file, 1) });
      const path = join(at.publication.dir, place(next));
      rmSync(path);
      await make(path);
      await made.checkNow();
      expect(made.current()?.reader.name()).toBe('七里香 1');
      expect(made.status().fault).toMatchObject({ code: 'data_corrupt', message: expect.stringMatching(named) });
    },
  );

  it.each(odd)('names %s in place of the database beside the manifest', async (_what, named, make) => {
    await at.publication.publish({ sequence: 1, layout: 'flat' });
    const path = join(at.publication.dir, 'catalog_read.db');
    rmSync(path);
    await make(path);
    const made = await at.started();
    expect(made.current()).toBeUndefined();
    expect(made.status().fault).toMatchObject({ code: 'data_corrupt', message: expect.stringMatching(named) });
  });

  it('reads no more of a growing or a huge manifest than a manifest can have', async () => {
    await at.publication.publish({ sequence: 1 });
    const made = await at.started();
    const file = join(at.publication.dir, 'manifest.json');
    // 1 TiB of holes: reading it whole would end the process.
    truncateSync(file, 2 ** 40);
    await made.checkNow();
    expect(made.status().fault).toMatchObject({ code: 'data_corrupt', message: expect.stringMatching(/is larger than 256 KiB/) });
    truncateSync(file, 0);
    const growing = setInterval(() => appendFileSync(file, ' '.repeat(100_000)), 1);
    for (let check = 0; check < 20; check++) await made.checkNow();
    clearInterval(growing);
    expect(made.status().fault).toMatchObject({ code: 'data_corrupt' });
    expect(made.current()?.reader.name()).toBe('七里香 1');
  });

  it('copies nothing of a database that is larger than its manifest says', async () => {
    const manifest = await at.publication.publish({ sequence: 1 });
    truncateSync(join(at.publication.dir, manifest.snapshot_id, 'catalog_read.db'), 2 ** 40);
    const made = await at.started();
    expect(made.status().fault).toMatchObject({ code: 'data_corrupt', message: expect.stringContaining(`${2 ** 40} bytes`) });
    expect(at.cached()).toEqual([]);
  });
});

describe('when a server of a publication misbehaves', () => {
  /** Serves the publication under its addresses, but one file as the test says; what is asked for below /old is now above it. */
  async function serving(odd: RegExp, answer: (response: ServerResponse) => void): Promise<string> {
    const server = createServer((request, response) => {
      const url = String(request.url);
      if (odd.test(url)) return answer(response);
      if (url.startsWith('/old/')) return void response.writeHead(307, { location: url.slice('/old'.length) }).end();
      if (/metadata/.test(url)) return void response.writeHead(404).end();
      createReadStream(join(at.publication.dir, url.replace(/^\/snapshots/, '')))
        .on('error', () => response.destroy())
        .pipe(response);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    at.stops.push(
      async () => server.closeAllConnections(),
      () => new Promise((resolve) => server.close(resolve)),
    );
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  const endless = (response: ServerResponse): void => {
    const more = (): void => {
      while (!response.destroyed && response.write('x'.repeat(65_536)));
      if (!response.destroyed) response.once('drain', more);
    };
    more();
  };

  it('follows redirects of the server itself', async () => {
    await at.publication.publish({ sequence: 1 });
    const made = await at.started({ source: `${await serving(/nothing/, () => undefined)}/old` });
    expect(made.current()?.reader.name()).toBe('七里香 1');
  });

  it('follows none to another server at home', async () => {
    await at.publication.publish({ sequence: 1 });
    const other = await serving(/nothing/, () => undefined);
    const leading = (response: ServerResponse) => void response.writeHead(307, { location: `${other}/manifest.json` }).end();
    const made = await at.started({ source: await serving(/manifest\.json$/, leading) });
    expect(made.current()).toBeUndefined();
    expect(made.status().fault).toMatchObject({ code: 'permission_denied' });
  });

  it.each([
    ['an endless manifest', /manifest\.json$/, endless],
    ['an endless signature', /\.jws$/, endless],
    ['an endless database', /\.db$/, endless],
    [
      'a database longer than announced',
      /\.db$/,
      (response: ServerResponse) => void response.writeHead(200, { 'content-length': 10 ** 12 }).write('x'),
    ],
    ['a redirect to a file', /\.db$/, (response: ServerResponse) => void response.writeHead(302, { location: 'file:///etc/passwd' }).end()],
    ['a confirmation of what it never sent', /manifest\.json$/, (response: ServerResponse) => void response.writeHead(304).end()],
    [
      'a redirect to itself',
      /manifest\.json$/,
      (response: ServerResponse) => void response.writeHead(302, { location: '/manifest.json' }).end(),
    ],
  ])('adopts nothing, says why and leaves nothing behind: %s', async (_what, file, answer) => {
    await at.publication.publish({ sequence: 1 });
    const made = await at.started({ source: await serving(file, answer), startWaitMs: 60_000 });
    expect(made.current()).toBeUndefined();
    expect(made.status().fault).toMatchObject({ code: expect.stringMatching(/data_corrupt|unavailable/) });
    expect(at.cached()).toEqual([]);
  });

  it('stops at once while a database comes slowly', async () => {
    await at.publication.publish({ sequence: 1 });
    let asked = false;
    const source = await serving(/\.db$/, (response) => {
      asked = true;
      response.write('S');
    });
    const made = await at.started({ source, startWaitMs: 100 });
    while (!asked) await new Promise((resolve) => setTimeout(resolve, 10));
    await made.stop();
    expect(at.cached()).toEqual([]);
    expect(made.status()).toMatchObject({ lastCheckedAt: undefined, fault: undefined, faultCount: 0 });
  });

  it('looks at no more than four publications in one check, if each look finds another', async () => {
    let looks = 0;
    const changing = (response: ServerResponse): void => void response.end(String(++looks));
    await at.publication.publish({ sequence: 1 });
    const made = await at.started({ source: await serving(/manifest\.json$/, changing), startWaitMs: 60_000 });
    expect(made.status().fault).toMatchObject({ code: 'data_corrupt' });
    expect(looks).toBe(4);
  });

  it('serves what it had at once while the server does not answer', async () => {
    await at.publication.publish({ sequence: 1 });
    let answering = true;
    const source = await serving(/manifest\.json$/, (response) => {
      if (answering) response.end(readFileSync(join(at.publication.dir, 'manifest.json')));
    });
    await (await at.started({ source, startWaitMs: 60_000 })).stop();
    answering = false;
    const again = await at.started({ source, startWaitMs: 60_000 });
    expect(again.current()?.reader.name()).toBe('七里香 1');
    expect(again.status().lastCheckedAt).toBeUndefined();
  });

  it('adopts an unsigned snapshot only where no trusted keys are configured', async () => {
    await at.publication.publish({ sequence: 1 });
    const source = await serving(/\.jws$/, (response) => void response.writeHead(404).end());
    const made = await at.started({ source, startWaitMs: 60_000 });
    expect(made.status().fault).toMatchObject({ code: 'data_corrupt', message: 'the manifest is not signed' });
    const trusting = await at.started({ source, trustedKeys: '', startWaitMs: 60_000, cacheDir: join(at.root, 'cache-2') });
    expect(trusting.current()?.reader.name()).toBe('七里香 1');
  });

  it('follows one that names no versions', async () => {
    await at.publication.publish({ sequence: 1 });
    const made = await at.started({ source: await serving(/nothing/, () => undefined), startWaitMs: 60_000 });
    await at.publication.publish({ sequence: 2 });
    await made.checkNow();
    expect(made.current()?.reader.name()).toBe('七里香 2');
  });
});
