import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '../free-port.js';
import type { ObjectServer } from './object-server.js';

/** What Debian's packages bring: swift-proxy, swift-account, swift-container, swift-object, memcached. */
const programs = ['account-server', 'container-server', 'object-server', 'proxy-server'].map((name) => `/usr/bin/swift-${name}`);
const storages = ['account', 'container', 'object'] as const;
/** The folder that the programs read, wherever they are told to look. */
const settingsFolder = '/etc/swift';

/** Own view of the file system, and processes that end together. */
const apart = [
  '--mount',
  '--pid',
  '--fork',
  '--kill-child',
  '--mount-proc',
  ...(process.getuid?.() === 0 ? [] : ['--user', '--map-root-user']),
];

/**
 * Whether OpenStack Swift can be started here. In CI (`CI=true`) it must; elsewhere the tests that need it are skipped with a message.
 * @internal for tests
 */
export function requireSwift(): boolean {
  const missing = [...programs, '/usr/bin/memcached', settingsFolder].filter((file) => !existsSync(file));
  const mayMount = spawnSync('unshare', [...apart, 'true'], { stdio: 'ignore' }).status === 0;
  if (missing.length === 0 && mayMount) return true;
  const why = missing.length > 0 ? `${missing.join(', ')} missing` : 'no mount namespace allowed';
  if (process.env.CI === 'true') throw new Error(`Swift cannot be started (${why}); CI must have it`);
  process.stderr.write(`\n!!! SKIPPED: these tests need OpenStack Swift: ${why}\n\n`);
  return false;
}

/**
 * Starts OpenStack Swift with its S3 interface on loopback, in a folder of its own: the settings appear below /etc/swift only to its
 * processes. They end with this process, however it ends.
 * @internal for tests
 */
export async function startSwift(bucket = 'music', proxyPort?: number): Promise<ObjectServer> {
  const home = await mkdtemp(join(tmpdir(), 'swift-'));
  const ports = { proxy: proxyPort ?? (await freePort()), memcached: await freePort(), account: 0, container: 0, object: 0 };
  for (const name of storages) ports[name] = await freePort();
  await writeSettings(home, ports);
  // The pipe is its life: the script reads it, and ends when nobody holds the other end any more.
  const child = spawn('unshare', [...apart, 'sh', '-euc', script(home, ports)], { stdio: ['pipe', 'ignore', 'ignore'], cwd: home });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  const stop = async (): Promise<void> => {
    child.stdin?.end();
    child.kill('SIGKILL');
    await ended;
    await rm(home, { recursive: true, force: true });
  };
  const endpoint = `http://127.0.0.1:${ports.proxy}`;
  try {
    await makeBucket(endpoint, bucket, child);
  } catch (error) {
    const log = await readFile(join(home, 'log'), 'utf8').catch(() => '');
    await stop();
    throw new Error(`Swift did not start: ${log.slice(-2000)}`, { cause: error });
  }
  return { endpoint, region: 'us-east-1', bucket, keys: { accessKeyId: 'test:tester', secret: 'testing' }, stop };
}

type Ports = Readonly<Record<(typeof storages)[number] | 'proxy' | 'memcached', number>>;

function script(home: string, ports: Ports): string {
  const rings = storages.map(
    (name) =>
      `swift-ring-builder ${name}.builder create 4 1 1; swift-ring-builder ${name}.builder add r1z1-127.0.0.1:${ports[name]}/disk 1; swift-ring-builder ${name}.builder rebalance`,
  );
  const servers = [...storages, 'proxy'].map((name) => `swift-${name}-server ${settingsFolder}/${name}-server.conf &`);
  return [
    'exec 3<&0 >>log 2>&1',
    `mount --bind '${home}/settings' ${settingsFolder}`,
    `(cd ${settingsFolder}; ${rings.join('; ')})`,
    `memcached -u root -l 127.0.0.1 -p ${ports.memcached} -m 32 &`,
    ...servers,
    'cat <&3',
  ].join('\n');
}

async function writeSettings(home: string, ports: Ports): Promise<void> {
  const settings = join(home, 'settings');
  await mkdir(join(home, 'devices', 'disk'), { recursive: true });
  await mkdir(settings);
  const write = (name: string, sections: Readonly<Record<string, readonly string[]>>): Promise<void> =>
    writeFile(
      join(settings, name),
      Object.entries(sections)
        .map(([title, lines]) => `[${title}]\n${lines.join('\n')}\n`)
        .join(''),
    );
  const common = ['bind_ip = 127.0.0.1', 'user = root', 'workers = 0'];
  await write('swift.conf', {
    'swift-hash': ['swift_hash_path_prefix = before', 'swift_hash_path_suffix = after'],
    'storage-policy:0': ['name = only', 'default = yes'],
  });
  for (const name of storages) {
    await write(`${name}-server.conf`, {
      DEFAULT: [...common, `bind_port = ${ports[name]}`, `devices = ${home}/devices`, 'mount_check = false', 'disable_fallocate = true'],
      'pipeline:main': [`pipeline = ${name}-server`],
      [`app:${name}-server`]: [`use = egg:swift#${name}`],
    });
  }
  const filters = [
    'catch_errors',
    'gatekeeper',
    'healthcheck',
    'cache',
    'listing_formats',
    'bulk',
    's3api',
    'tempauth',
    'slo',
    'dlo',
    'versioned_writes',
    'symlink',
  ];
  const more: Readonly<Record<string, readonly string[]>> = {
    cache: [`memcache_servers = 127.0.0.1:${ports.memcached}`],
    tempauth: ['user_test_tester = testing .admin'],
    s3api: ['allow_multipart_uploads = true'],
    versioned_writes: ['allow_object_versioning = true'],
  };
  await write('proxy-server.conf', {
    DEFAULT: [...common, `bind_port = ${ports.proxy}`],
    'pipeline:main': [`pipeline = ${[...filters, 'proxy-server'].join(' ')}`],
    'app:proxy-server': ['use = egg:swift#proxy', 'account_autocreate = true'],
    ...Object.fromEntries(
      filters.map((name) => [`filter:${name}`, [`use = egg:swift#${name === 'cache' ? 'memcache' : name}`, ...(more[name] ?? [])]]),
    ),
  });
}

/** By Swift's own protocol, which needs no signature. */
async function makeBucket(endpoint: string, bucket: string, child: ChildProcess): Promise<void> {
  for (let tries = 0; ; tries++) {
    try {
      const entry = await fetch(`${endpoint}/auth/v1.0`, { headers: { 'X-Auth-User': 'test:tester', 'X-Auth-Key': 'testing' } });
      const token = entry.headers.get('x-auth-token') ?? '';
      const made = await fetch(`${entry.headers.get('x-storage-url')}/${bucket}`, { method: 'PUT', headers: { 'X-Auth-Token': token } });
      if (made.ok) return;
      throw new Error(`it made no bucket: ${made.status}`);
    } catch (error) {
      if (tries === 600 || child.exitCode !== null) throw error;
      await sleep(100);
    }
  }
}
