import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { end, fileBytes, load, measure, print, residentMb, startNginx, startOrigin, type Target } from './streaming.js';

const rounds = 5;

/**
 * nginx that asks the origin for each link and then sends the file itself, against nginx alone: the same 40 MB file, 16 connections, both
 * servers on one core and wrk on the other, alternating. Goal: at least 0.95 of nginx alone.
 */
export async function runAccelBench(): Promise<void> {
  const root = await mkdtemp(join(tmpdir(), 'accel-'));
  const running: Target[] = [];
  try {
    await mkdir(join(root, 'library'));
    await writeFile(join(root, 'library', 'file.flac'), Buffer.alloc(fileBytes, 'catalogsync'));
    const alone = await startNginx(root);
    running.push(alone);
    const origin = await startOrigin(root, { ORIGIN_ACCEL_REDIRECT: '/protected/', TRUSTED_PROXIES: '127.0.0.1' });
    running.push(origin);
    const { origin: base, pathname } = new URL(origin.url);
    const ask = `location /api/ { proxy_pass ${base}; proxy_http_version 1.1; proxy_set_header X-Forwarded-For $remote_addr; }`;
    const send = `location /protected/local/ { internal; alias ${root}/library/; etag off; max_ranges 1; disable_symlinks on from=${root}/library/; add_header ETag $upstream_http_etag; }`;
    const handed = await startNginx(root, 'nginx by X-Accel-Redirect', pathname, `${ask} ${send}`);
    running.push(handed);
    const targets = [alone, handed];
    for (const target of targets) await load(target, 1);
    for (let round = 0; round < rounds; round++) {
      for (const target of targets) {
        target.residentMb.push(residentMb(target.process));
        await measure(target);
      }
    }
    print(targets, 0.95);
  } finally {
    for (const target of running) await end(target.process);
    await rm(root, { recursive: true, force: true });
  }
}
