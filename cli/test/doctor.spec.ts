import { chmodSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { silentWav } from '@catalogsync/testkit';
import { afterAll, afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { catalogsync, removeFolders, startCatalogsync, temporaryFolder } from './command-line.js';
import { freePorts } from './product.js';

// Real here: the command, in this process, on a home that it made itself; services and ports where they matter.

interface Finding {
  readonly subject: string;
  readonly state: 'good' | 'remark' | 'fault';
  readonly text: string;
  readonly advice?: string;
}

let home: string;
let music: string;
let environment: Record<string, string>;

async function doctor(): Promise<{ code: number | null; findings: Finding[] }> {
  const { code, stdout } = await catalogsync(['doctor', '--home', home, '--json'], { environment });
  return { code, findings: (JSON.parse(stdout) as { findings: Finding[] }).findings };
}

/** The one finding about a subject, besides the exit code. */
async function about(subject: string): Promise<{ code: number | null; finding: Finding | undefined }> {
  const { code, findings } = await doctor();
  const found = findings.filter((one) => one.subject === subject);
  expect(found).toHaveLength(1);
  return { code, finding: found[0] };
}

const set = (...lines: string[]): void =>
  writeFileSync(join(home, 'catalogsync.env'), [`LIBRARY_FOLDERS=${music}`, ...lines, ''].join('\n'), { mode: 0o600 });

beforeEach(async () => {
  home = join(temporaryFolder(), 'home');
  mkdirSync(home, { mode: 0o700 });
  music = temporaryFolder();
  writeFileSync(join(music, 'song.wav'), silentWav(1));
  environment = await freePorts();
  set();
});
afterAll(removeFolders);

const run = async (...args: string[]): Promise<void> => {
  const { code, stderr } = await catalogsync([...args, '--home', home], { environment });
  expect({ code, stderr }).toMatchObject({ code: 0 });
};

describe('when nothing has been started yet', () => {
  it('says what is not there and how to make it, and finds no fault in that', async () => {
    const { code, findings } = await doctor();
    expect(findings.filter(({ state, subject }) => state === 'fault' && subject !== 'disk space')).toEqual([]);
    expect(code).toBe(findings.some(({ state }) => state === 'fault') ? 1 : 0);
    const missing = findings
      .filter(({ state }) => state === 'remark')
      .map(({ subject, advice }) => [subject, /catalogsync \w+/.exec(advice ?? '')?.[0]]);
    expect(Object.fromEntries(missing)).toMatchObject({
      'snapshot keys': 'catalogsync keys',
      'playback keys': 'catalogsync keys',
      database: 'catalogsync up',
      publication: 'catalogsync run',
      services: 'catalogsync up',
    });
  });

  it('says so too of the home itself, and makes none', async () => {
    rmSync(home, { recursive: true });
    const { finding } = await about('home');
    expect(finding).toMatchObject({
      state: 'remark',
      text: expect.stringContaining(home),
      advice: expect.stringContaining('catalogsync up'),
    });
    expect(() => readFileSync(home)).toThrow('ENOENT');
  });

  it('prints each finding with its mark, and the advice below it', async () => {
    const { stdout } = await catalogsync(['doctor', '--home', home], { environment });
    expect(stdout).toMatch(/^ok {5}settings: every key is known and in range\n/m);
    expect(stdout).toMatch(/^note {3}publication: nothing has been published yet\n {9}[^\n]+\n {9}catalogsync run\n/m);
  });
});

describe('when keys are examined', () => {
  it('current and trusted ones that only the owner can read are good', async () => {
    await run('keys', 'generate');
    for (const purpose of ['snapshot', 'playback'])
      expect((await about(`${purpose} keys`)).finding).toMatchObject({ state: 'good', text: expect.stringMatching(/current \S+/) });
  });

  it('one that others may read is a fault, for the group as for everybody', async () => {
    await run('keys', 'generate');
    for (const mode of [0o640, 0o604, 0o620]) {
      chmodSync(join(home, 'keys/playback-signing.jwks'), mode);
      const { code, finding } = await about('privacy');
      const advice = expect.stringMatching(/^chmod 0600 .*playback-signing\.jwks$/);
      expect({ code, ...finding }).toMatchObject({ code: 1, state: 'fault', advice });
    }
  });

  it('one that the trusted keys lack is a fault, and the advice repairs it', async () => {
    await run('keys', 'generate');
    writeFileSync(join(home, 'keys/snapshot-trusted.jwks'), '{"keys":[]}');
    const { code, finding } = await about('snapshot keys');
    expect({ code, ...finding }).toMatchObject({ code: 1, state: 'fault', text: expect.stringContaining('snapshot-trusted.jwks') });
    await run('keys', 'generate');
    expect((await about('snapshot keys')).finding?.state).toBe('good');
  });

  it('a damaged file is a fault', async () => {
    await run('keys', 'generate');
    writeFileSync(join(home, 'keys/snapshot-signing.jwks'), 'not JSON');
    const { code, finding } = await about('snapshot keys');
    expect({ code, ...finding }).toMatchObject({ code: 1, state: 'fault', advice: expect.stringMatching(/./) });
  });
});

describe('when folders are examined', () => {
  it('an empty library is a remark: its volume may be missing', async () => {
    rmSync(join(music, 'song.wav'));
    const { finding } = await about('library');
    expect(finding).toMatchObject({ state: 'remark', text: expect.stringContaining(music), advice: expect.stringContaining('Mount') });
  });

  it('no library at all is a remark', async () => {
    writeFileSync(join(home, 'catalogsync.env'), `ROOT_DIR=${home}\n`, { mode: 0o600 });
    expect((await about('library')).finding).toMatchObject({ state: 'remark', advice: expect.stringContaining('--library') });
  });

  it('a volume without room is a fault that names the setting', async () => {
    // /proc has no free space.
    set('SNAPSHOT_DIR=/proc/publication');
    const { code, findings } = await doctor();
    const short = findings.filter(({ subject, text }) => subject === 'disk space' && text.includes('/proc/publication'));
    expect([code, short]).toEqual([1, [expect.objectContaining({ state: 'fault', text: expect.stringContaining('SNAPSHOT_DIR') })]]);
  });
});

describe('when a publication is examined', () => {
  it('a good one is named, one that was changed is a fault', async () => {
    await run('run');
    const { snapshot_id: id } = JSON.parse(readFileSync(join(home, 'publication/manifest.json'), 'utf8')) as { snapshot_id: string };
    expect((await about('publication')).finding).toMatchObject({ state: 'good', text: expect.stringContaining(id) });
    const file = join(home, 'publication', 'snapshots', id, 'catalog_read.db');
    const bytes = readFileSync(file);
    bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1;
    chmodSync(file, 0o644);
    writeFileSync(file, bytes);
    const { code, finding } = await about('publication');
    expect({ code, ...finding }).toMatchObject({ code: 1, state: 'fault' });
  });
});

describe('when settings are examined for what they open', () => {
  const exposed = async (...lines: string[]) => {
    set(...lines);
    const { code, finding } = await about('exposure');
    return { code, state: finding?.state, text: finding?.text ?? '', advice: finding?.advice ?? '' };
  };

  it('the defaults open nothing, and neither does a proxy of this machine', async () => {
    expect(await exposed()).toMatchObject({ code: 0, state: 'good' });
    const named = ['TRUSTED_PROXIES=127.0.0.1,::1,172.16.0.0/12', 'WEB_HOST=127.0.0.1'];
    expect(await exposed(...named)).toMatchObject({ code: 0, state: 'good' });
  });

  it('snapshots without a signature are a fault', async () => {
    const found = await exposed('SNAPSHOT_TRUSTED_KEYS=none');
    expect(found).toMatchObject({ code: 1, state: 'fault', text: expect.stringContaining('SNAPSHOT_TRUSTED_KEYS=none') });
  });

  it('a music folder that contains the home is a fault that names it', async () => {
    const parent = join(home, '..');
    expect(await exposed(`ORIGIN_ROOTS=library=${parent}`)).toMatchObject({
      code: 1,
      state: 'fault',
      text: expect.stringContaining(parent),
    });
    expect(await exposed(`ORIGIN_ROOTS=library=${join(home, 'library')}`)).toMatchObject({ code: 0, state: 'good' });
    expect(await exposed(`ORIGIN_ROOTS=library=${home}..more`)).toMatchObject({ code: 0, state: 'good' });
  });

  it.each(['0.0.0.0/0', '::/0', '10.0.0.0/8'])('trusting %s as a proxy is a fault', async (network) => {
    const found = await exposed(`TRUSTED_PROXIES=${network}`, 'WEB_HOST=127.0.0.1');
    expect(found).toMatchObject({ code: 1, state: 'fault', text: expect.stringContaining(network) });
  });

  it('a console that can be reached past its proxy is a remark', async () => {
    const found = await exposed('TRUSTED_PROXIES=127.0.0.1');
    expect(found).toMatchObject({ code: 0, state: 'remark', advice: expect.stringContaining('WEB_HOST=127.0.0.1') });
  });
});

describe('when services are examined', () => {
  it('all of a running home answer', async () => {
    const command = startCatalogsync(['up', '--home', home], { environment });
    try {
      await command.waitFor(/^Catalogue: /m);
      const { code, findings } = await doctor();
      const services = ['orchestrator', 'resolver', 'media-server', 'snapshot', 'origin', 'public-api'];
      expect(services.map((name) => findings.find(({ subject }) => subject === name)?.state)).toEqual(services.map(() => 'good'));
      // Its own ports are in use, as they should be.
      expect(findings.filter(({ subject }) => subject === 'ports')).toEqual([]);
      expect(code).toBe(findings.some(({ state }) => state === 'fault') ? 1 : 0);
    } finally {
      command.child.kill('SIGTERM');
      await command.ended;
    }
  });

  it('one that calls no other is alone in order, and the others are named', async () => {
    const command = startCatalogsync(['serve', 'resolver', '--home', home], { environment });
    try {
      await command.waitFor(/^resolver: /m);
      const { findings } = await doctor();
      const about = (name: string) => findings.find(({ subject }) => subject === name);
      expect([about('resolver')?.state, about('origin'), about('orchestrator')]).toEqual(['good', undefined, undefined]);
      expect(about('services')).toMatchObject({
        state: 'good',
        text: 'not run by this host: orchestrator, media-server, snapshot, origin, public-api',
      });
    } finally {
      command.child.kill('SIGTERM');
      await command.ended;
    }
  });

  it('those that a running one calls are missed, and one that was killed', async () => {
    const files = ['--db', join(home, 'catalogsync.db'), '--env-file', join(home, 'catalogsync.env')];
    writeFileSync(join(home, 'catalogsync.env'), `ROOT_DIR=${home}\n`, { mode: 0o600 });
    const command = startCatalogsync(['serve', ...files, '--host', '127.0.0.1', '--port', '0'], { environment });
    await command.waitFor(/^orchestrator: /m);
    const { findings } = await doctor();
    expect(findings.find(({ subject }) => subject === 'resolver')).toMatchObject({
      state: 'fault',
      why: 'orchestrator runs here and calls it.',
      advice: 'catalogsync serve resolver',
    });
    expect(findings.find(({ subject }) => subject === 'public-api')).toBeUndefined();
    command.child.kill('SIGKILL');
    await command.ended;
    const { code, findings: after } = await doctor();
    expect({ code, ...after.find(({ subject }) => subject === 'orchestrator') }).toMatchObject({
      code: 1,
      state: 'fault',
      text: expect.stringContaining('has ended, or hangs'),
    });
  });
});

describe('when ports are examined', () => {
  let taken: Server | undefined;
  afterEach(() => {
    taken?.close();
  });

  it('free ones are good, a taken one is a fault that names its setting', async () => {
    expect((await about('ports')).finding?.state).toBe('good');
    taken = await new Promise<Server>((resolve) => {
      const server = createServer().listen(Number(environment.ORIGIN_PORT), '0.0.0.0', () => resolve(server));
    });
    const { code, finding } = await about('ports');
    expect({ code, ...finding }).toMatchObject({
      code: 1,
      state: 'fault',
      text: expect.stringContaining(String(environment.ORIGIN_PORT)),
      advice: expect.stringContaining('ORIGIN_PORT'),
    });
  });
});

describe('when settings are examined', () => {
  it('a misspelt one is a fault, beside everything else that can still be examined', async () => {
    set('SNAPSHOT_KEEPS=1');
    const { code, findings } = await doctor();
    expect(findings.filter(({ state, subject }) => state === 'fault' && subject === 'settings')).toHaveLength(1);
    expect([code, findings.some(({ subject }) => subject === 'library')]).toEqual([1, true]);
  });
});
