import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { silentWav, until } from '@catalogsync/testkit';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ContainerHost, containersCanRun, ImageStore, run } from './container-host.js';

// Real here: the Dockerfile and both compose files with podman, buildah and docker-compose, on a base of Debian made here; two machines
// as two network namespaces, each with an engine of its own. The names of containers resolve by `extra_hosts`: podman has no name server.
const suite = containersCanRun() ? describe : describe.skip;
const image = 'localhost/catalogsync:test';
const largestImage = 350_000_000;
/** One to two minutes; more where other tests run beside it. */
const buildWithinMs = 900_000;

const folder = mkdtempSync(join(tmpdir(), 'containers-'));
const music = join(folder, 'music');
const images = new ImageStore(join(folder, 'images'));
const nas = new ContainerHost(`nas${process.pid}`, join(folder, 'nas'));
const cloud = new ContainerHost(`cloud${process.pid}`, join(folder, 'cloud'));
const addresses = { nas: '10.77.0.1', cloud: '10.77.0.2' };

/** As Debian's slim image: without what nobody reads in a container. */
async function makeBase(): Promise<void> {
  const unread = ['doc', 'man', 'info', 'locale'].map((name) => `--dpkgopt=path-exclude=/usr/share/${name}/*`);
  const apt = '/etc/apt/apt.conf.d/99artifact-registry';
  const own = existsSync(apt) ? [`--aptopt=${apt}`] : [];
  const rootfs = join(folder, 'rootfs.tar');
  await run('mmdebstrap', ['--variant=minbase', ...unread, ...own, 'bookworm', rootfs, '/etc/apt/sources.list.d/debian.sources']);
  await images.run('podman', 'import', rootfs, 'localhost/base:1');
  rmSync(rootfs);
}

/** With Node and npm of this machine, its certificates and what npm has fetched before. */
async function makeBuildBase(): Promise<void> {
  const context = join(folder, 'build-base');
  mkdirSync(context);
  cpSync(process.execPath, join(context, 'node'));
  const npm = await run('bash', ['-c', 'dirname "$(dirname "$(readlink -f "$(command -v npm)")")"']);
  cpSync(npm.trim(), join(context, 'npm'), { recursive: true, dereference: true });
  cpSync('/etc/ssl/certs/ca-certificates.crt', join(context, 'ca.crt'));
  writeFileSync(
    join(context, 'Dockerfile'),
    `FROM localhost/base:1
COPY node /usr/local/bin/node
COPY npm /usr/local/lib/node_modules/npm
COPY ca.crt /ca.crt
RUN ln -s ../lib/node_modules/npm/bin/npm-cli.js /usr/local/bin/npm && ln -s ../lib/node_modules/npm/bin/npx-cli.js /usr/local/bin/npx
ENV npm_config_cache=/npm-cache npm_config_prefer_offline=true NODE_EXTRA_CA_CERTS=/ca.crt
`,
  );
  await build('localhost/build-base:1', context);
}

function build(tag: string, context: string, ...options: string[]): Promise<string> {
  return images.run('buildah', 'bud', '--isolation', 'chroot', '--network', 'host', ...options, '-t', tag, context);
}

async function makeImage(): Promise<void> {
  const cache = (await run('npm', ['config', 'get', 'cache'])).trim();
  mkdirSync(cache, { recursive: true });
  const limit = spawnSync('bash', ['-c', 'ulimit -Hn'], { encoding: 'utf8' }).stdout.trim();
  const bases = ['--build-arg', 'BUILD_BASE=localhost/build-base:1', '--build-arg', 'BASE=localhost/base:1'];
  await build(image, '.', ...bases, '--ulimit', `nofile=${limit}:${limit}`, '-v', `${cache}:/npm-cache`);
}

async function joinNetworks(): Promise<void> {
  const ip = (...args: string[]) => run('ip', args);
  for (const { name } of [nas, cloud]) await ip('netns', 'add', name);
  await ip('link', 'add', 'road', 'netns', nas.name, 'type', 'veth', 'peer', 'name', 'road', 'netns', cloud.name);
  for (const [host, address] of [
    [nas, addresses.nas],
    [cloud, addresses.cloud],
  ] as const) {
    await ip('-n', host.name, 'addr', 'add', `${address}/24`, 'dev', 'road');
    for (const device of ['lo', 'road']) await ip('-n', host.name, 'link', 'set', device, 'up');
  }
}

/** What stands for the name server of an engine. */
function namesOverride(): string {
  const names = ['keys', 'snapshot', 'resolver', 'media-server', 'orchestrator', 'origin', 'job', 'public-api'];
  const hosts = names.map((name, at) => `"${name}:10.89.7.${10 + at}"`).join(', ');
  const services = names.map(
    (name, at) => `  ${name}: { networks: { default: { ipv4_address: 10.89.7.${10 + at} } }, extra_hosts: [${hosts}] }`,
  );
  const file = join(folder, 'names.yml');
  writeFileSync(file, `services:\n${services.join('\n')}\nnetworks: { default: { ipam: { config: [{ subnet: 10.89.7.0/24 }] } } }\n`);
  return file;
}

let names: string;
const settings = { IMAGE: image, LIBRARY: music, SECRETS_FOLDER: join(folder, 'secrets') };
const cloudSettings = { ...settings, SECRETS_FOLDER: join(folder, 'no-secrets') };
const onNas = (...args: string[]) => nas.compose(['-f', 'docker-compose.yml', '-f', names, '--profile', 'nas', ...args], settings);
const onCloud = (...args: string[]) => cloud.compose(['-f', 'docker-compose.yml', '--profile', 'cloud', ...args], cloudSettings);
const command = (service: string, ...args: string[]) => onNas('exec', '-T', service, 'catalogsync', ...args);

/** Without the names: docker-compose takes podman's network for another one than it has asked for. */
const onKeys = (...args: string[]) =>
  nas.compose(['-f', 'docker-compose.yml', '--profile', 'nas', 'run', '--rm', '-T', 'keys', ...args], settings);

/** As somebody types it on both machines. */
async function pair(): Promise<void> {
  const invited = await onKeys('cloud', 'invite', '--deal', '/deal', '--address', `http://${addresses.nas}:8422`);
  const [, words = ''] = /catalogsync (cloud join \S+ \S+)/.exec(invited) ?? [];
  expect(await onCloud('run', '--rm', '-T', 'public-api', ...words.split(' '))).toContain(`follows http://${addresses.nas}:8422`);
}

beforeAll(async () => {
  if (suite === describe.skip) return;
  for (const at of ['secrets', 'no-secrets', 'music/中文 专辑']) mkdirSync(join(folder, at), { recursive: true });
  for (const name of ['SNAPSHOT_SOURCE_TOKEN', 'PUBLIC_API_ACCESS_TOKENS']) {
    for (const { SECRETS_FOLDER: at } of [settings, cloudSettings]) writeFileSync(join(at, name), '');
  }
  writeFileSync(join(settings.SECRETS_FOLDER, 'SNAPSHOT_SOURCE_TOKEN'), 'the-token-of-the-publication\n');
  for (const at of [1, 2, 3]) writeFileSync(join(music, '中文 专辑', `0${at} 歌曲.wav`), silentWav(at));
  // The services are another user than the one who made these.
  await run('chmod', ['-R', 'a+rX', folder]);
  await makeBase();
  await makeBuildBase();
  await makeImage();
  await joinNetworks();
  names = namesOverride();
  for (const host of [nas, cloud]) await host.start(images.images);
}, buildWithinMs);
afterAll(async () => {
  for (const host of [nas, cloud]) {
    await host.stop();
    spawnSync('ip', ['netns', 'del', host.name]);
  }
  rmSync(folder, { recursive: true, force: true });
});

suite('when the image is built', () => {
  it('is not larger than promised, with Debian in it', async () => {
    const [{ size }] = JSON.parse(await images.run('podman', 'inspect', '--format', 'json', image)).map(
      ({ Size: bytes }: { Size: number }) => ({ size: bytes }),
    ) as [{ size: number }];
    process.stdout.write(`the image has ${Math.round(size / 1e6)} MB\n`);
    expect(size).toBeLessThan(largestImage);
  });
});

suite('when the profile `nas` is started', () => {
  it('starts each service once what it needs is ready, and catalogues and publishes', async () => {
    await onNas('up', '-d');
    await until(async () => /completed/.test(await command('orchestrator', 'jobs', 'list')));
    expect(await command('orchestrator', 'snapshot', 'list')).toMatch(/\n\*\s+snap-\S+\s+\d+\s+\S+\s+3 /);
    await until(async () => (await nas.fetch(`http://${addresses.nas}:8423/readyz`)).status === 200);
  });

  it('calls between its containers over TCP by certificates, of which each has its own alone', async () => {
    expect(await command('orchestrator', 'sources', 'list')).toContain('youtube');
    const keysOf = async (service: string) => (await onNas('exec', '-T', service, 'ls', '/data/keys', '/data/keys/rpc')).split(/\s+/);
    for (const service of ['resolver', 'media-server', 'snapshot', 'origin']) {
      const found = (await keysOf(service)).filter((name) => /\.(key|crt)$/.test(name));
      expect(found.sort()).toEqual(['ca.crt', `${service}.crt`, `${service}.key`]);
    }
    expect((await keysOf('snapshot')).filter((name) => name.endsWith('-signing.jwks'))).toEqual(['snapshot-signing.jwks']);
    expect((await keysOf('origin')).filter((name) => name.endsWith('-signing.jwks'))).toEqual([]);
  });

  it('lets what only the machine itself may do be done in the container of the service', async () => {
    expect(await command('orchestrator', 'config', 'save', '/shared/catalogsync.env', '--note', 'as it is')).toContain('revision');
    const list = await command('snapshot', 'snapshot', 'list');
    const [, id = ''] = /\*\s+(snap-\S+)/.exec(list) ?? [];
    expect(await command('snapshot', 'snapshot', 'rollback', id)).toContain(id);
    await expect(command('orchestrator', 'snapshot', 'rollback', id)).rejects.toThrow(/only for the command line of the machine itself/);
  });

  it('gives a container neither rights nor a place to write, besides its own', async () => {
    const seen = await onNas(
      'exec',
      '-T',
      'origin',
      'sh',
      '-c',
      'id -u; grep CapEff /proc/self/status; touch /app/x /shared/x /music/x 2>&1; true',
    );
    expect(seen).toMatch(/^950\nCapEff:\t0+\n/);
    expect(seen.match(/Read-only file system/g)).toHaveLength(3);
  });
});

suite('when the profile `cloud` is started on another machine', () => {
  it('is not ready before it is given what it needs', async () => {
    await onCloud('up', '-d');
    const status = await until(async () => (await cloud.fetch(`http://${addresses.cloud}:8080/readyz`).catch(() => undefined))?.status);
    expect(status).toBe(503);
  });

  it('finds the publication through the published port, and plays from the origin', async () => {
    await onCloud('down');
    await pair();
    await onCloud('up', '-d');
    await until(async () => (await cloud.fetch(`http://${addresses.cloud}:8080/readyz`).catch(() => undefined))?.status === 200);
    const { text } = await nas.fetch(`http://${addresses.cloud}:8080/v1/tracks`);
    const { items } = JSON.parse(text) as { items: { id: number; title: string }[] };
    expect(items).toHaveLength(3);
    const played = await cloud.fetch(`http://${addresses.cloud}:8080/v1/tracks/${items[0]?.id}/stream`);
    expect([played.status, played.bytes]).toEqual([200, expect.any(Number)]);
    expect([1, 2, 3].map((at) => silentWav(at).length)).toContain(played.bytes);
  });

  it('follows a rotation of the keys that is one command on the NAS', async () => {
    const rotated = await onKeys('keys', 'rotate', 'snapshot', '--deal', '/deal');
    expect(rotated).toContain('readers follow by root 2');
    await command('snapshot', 'snapshot', 'publish', '--force');
    const [, id = ''] = /\*\s+(snap-\S+)/.exec(await command('snapshot', 'snapshot', 'list')) ?? [];
    await until(async () => new RegExp(`\\*\\s+${id}`).test(await onCloud('exec', '-T', 'public-api', 'catalogsync', 'cloud', 'check')));
    expect(await onKeys('keys', 'list')).toContain('another host');
  });

  it('goes on while the NAS is off, and comes to an orderly end', async () => {
    await onNas('stop');
    const states = await onNas('ps');
    expect(states.match(/Exit \d+/g)?.filter((one) => one !== 'Exit 0')).toEqual([]);
    expect((await nas.fetch(`http://${addresses.cloud}:8080/v1/tracks`)).status).toBe(200);
    await onCloud('stop');
    expect((await onCloud('ps')).match(/Exit \d+/g)?.filter((one) => one !== 'Exit 0')).toEqual([]);
  });
});

suite('when one container is started for a first try', () => {
  it('hosts everything', async () => {
    await onCloud('down', '-v');
    await cloud.compose(['-f', 'deploy/single.yml', 'up', '-d'], settings);
    await until(async () => (await cloud.fetch(`http://${addresses.cloud}:8080/readyz`).catch(() => undefined))?.status === 200);
    const tracks = await cloud.fetch(`http://${addresses.cloud}:8080/v1/tracks`);
    expect(JSON.parse(tracks.text).items).toHaveLength(3);
    expect(readFileSync('deploy/single.yml', 'utf8')).toContain('read_only: true');
  });
});
