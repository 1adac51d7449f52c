import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ConfigKey, parseEnvironmentText, serviceNames } from '@catalogsync/runtime';
import { requireProgram } from '@catalogsync/testkit';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Ajv2019 } from 'ajv/dist/2019.js';
import { keyGroups } from '../cli/src/home/known-keys.js';
import { loadServices } from '../cli/src/host/services.js';
import { renderExampleSettings } from './example-settings.js';

// Real here: the files of deploy/, the schema of the Compose specification as Debian's docker-compose has it, systemd-analyze.
const schemaFile = '/usr/lib/python3/dist-packages/compose/config/compose_spec.json';
const composeFiles = ['docker-compose.yml', 'deploy/single.yml'];
const units = ['catalogsync.service', 'catalogsync@.service'];
/** What the image and the units set for Node itself. */
const ofNode = new Set(['NODE_ENV', 'NODE_COMPILE_CACHE']);

interface ComposeService {
  readonly environment?: Readonly<Record<string, string | null>>;
  readonly secrets?: readonly string[];
  readonly profiles?: readonly string[];
  readonly healthcheck?: { readonly test?: readonly string[]; readonly disable?: boolean };
  readonly [name: string]: unknown;
}
interface ComposeFile {
  readonly services: Readonly<Record<string, ComposeService>>;
  readonly secrets?: Readonly<Record<string, unknown>>;
}

/** Anchors and merged keys resolved, as an engine reads it; nothing interpolated. */
function readYaml(file: string): ComposeFile {
  const script = 'import json,sys,yaml; json.dump(yaml.safe_load(open(sys.argv[1])), sys.stdout)';
  const { stdout, stderr, status } = spawnSync('python3', ['-c', script, file], { encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout) as ComposeFile;
}

let keys: Readonly<Record<string, ConfigKey>>;
let groups: ReturnType<typeof keyGroups>;
const folder = mkdtempSync(join(tmpdir(), 'units-'));
beforeAll(async () => {
  groups = keyGroups(await loadServices(serviceNames));
  keys = Object.assign({}, ...groups.map((group) => group.keys));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const unknown = (names: Iterable<string>): string[] => [...names].filter((name) => !Object.hasOwn(keys, name) && !ofNode.has(name));

/** Values that are the same wherever they are used; `${NAME:-value}` stands for its value, none for what the caller may set. */
const given = (text: string | null): string => (text ?? '').replace(/^\$\{\w+:-(.*)\}$/, '$1');

/** Why a key of the configuration refuses a value. */
function refusalOf(name: string, value: string): string | undefined {
  try {
    if (value !== '') keys[name]?.parse(value);
    return undefined;
  } catch (error) {
    return `${name}=${value}: ${String(error)}`;
  }
}

(requireProgram('docker-compose', '--version') ? describe : describe.skip)('when a compose file is read', () => {
  it.each(composeFiles)('%s is one of the Compose specification', (file) => {
    // Its ids are of an older draft, and would be taken for addresses.
    const schema = JSON.parse(readFileSync(schemaFile, 'utf8'), (name, value) =>
      typeof value === 'string' && (name === 'id' || name === '$schema') ? undefined : value,
    );
    const ajv = new Ajv2019({ strict: false, validateFormats: false, allErrors: true });
    const valid = ajv.validate(schema, readYaml(file));
    expect([valid, ajv.errors]).toEqual([true, null]);
  });

  it.each(composeFiles)('%s sets no key that is not one of the configuration, and no value that its key refuses', (file) => {
    const { services, secrets = {} } = readYaml(file);
    for (const [name, { environment = {}, secrets: mounted = [] }] of Object.entries(services)) {
      expect([name, unknown(Object.keys(environment)), unknown(mounted)]).toEqual([name, [], []]);
      expect(Object.entries(environment).flatMap(([key, value]) => refusalOf(key, given(value)) ?? [])).toEqual([]);
      expect(Object.keys(environment).filter((key) => keys[key]?.secret)).toEqual([]);
      expect(mounted.filter((key) => !(key in secrets) || !keys[key]?.secret)).toEqual([]);
    }
  });

  it.each(composeFiles)('%s gives no container more than it needs, and checks each for readiness', (file) => {
    for (const [name, service] of Object.entries(readYaml(file).services)) {
      const { read_only, cap_drop, security_opt, mem_limit, pids_limit, privileged, user, healthcheck, command } = service;
      expect([name, { read_only, cap_drop, security_opt, privileged, user }]).toEqual([
        name,
        { read_only: true, cap_drop: ['ALL'], security_opt: ['no-new-privileges:true'], privileged: undefined, user: undefined },
      ]);
      expect([name, mem_limit, pids_limit]).toEqual([name, expect.any(String), expect.any(Number)]);
      const isServed = (command as string[])[0] === 'serve';
      if (isServed) expect([name, healthcheck?.test?.at(-1)]).toEqual([name, expect.stringMatching(/\/readyz$|^unix:/)]);
    }
  });

  it('runs each service in the profile of its side, and in `all`', () => {
    const { services } = readYaml('docker-compose.yml');
    const inProfile = (profile: string): string[] => Object.keys(services).filter((name) => services[name]?.profiles?.includes(profile));
    expect(inProfile('cloud')).toEqual(['public-api']);
    expect(new Set([...inProfile('nas'), ...inProfile('cloud')])).toEqual(new Set(inProfile('all')));
    expect(inProfile('all')).toEqual(expect.arrayContaining([...serviceNames]));
  });
});

describe('when the image is built', () => {
  const dockerfile = readFileSync('Dockerfile', 'utf8');

  it('sets only keys of the configuration, and runs as a user of its own', () => {
    const [, set = ''] = /^ENV ((?:.*\\\n)*.*)$/m.exec(dockerfile) ?? [];
    expect(unknown([...set.matchAll(/(\w+)=/g)].map(([, name]) => name ?? ''))).toEqual([]);
    expect(dockerfile.match(/^USER .*$/gm)).toEqual(['USER 950:950', 'USER 950:950']);
  });
});

describe('when settings are prepared before the first start', () => {
  it('has an example of every key that is current (npm run generate:docs)', () => {
    const example = readFileSync('deploy/catalogsync.env.example', 'utf8');
    expect(example).toBe(renderExampleSettings(groups));
    expect(Object.keys(parseEnvironmentText(example))).toEqual([]);
    const named = new Set([...example.matchAll(/^#(\w+)=$/gm)].map(([, name]) => name));
    expect(Object.keys(keys).filter((name) => !named.has(name))).toEqual([]);
  });
});

describe('when a unit of systemd is read', () => {
  it.each(units)('%s sets only keys of the configuration', (unit) => {
    const text = readFileSync(join('deploy/systemd', unit), 'utf8');
    expect(unknown([...text.matchAll(/^Environment=(\w+)=/gm)].map(([, name]) => name ?? ''))).toEqual([]);
  });

  (requireProgram('systemd-analyze', '--version') ? it : it.skip).each(units)(
    '%s is valid and shut off from the rest of the machine',
    (unit) => {
      const file = join(folder, unit.replace('@', '@orchestrator'));
      // It must be there to be valid.
      writeFileSync(file, readFileSync(join('deploy/systemd', unit), 'utf8').replaceAll('/opt/catalogsync/catalogsync', '/bin/true'));
      const verified = spawnSync('systemd-analyze', ['verify', file], { encoding: 'utf8' });
      expect([verified.status, verified.stderr]).toEqual([0, '']);
      const { stdout } = spawnSync('systemd-analyze', ['security', '--offline=true', '--json=off', '--no-pager', file], {
        encoding: 'utf8',
      });
      expect(Number(/exposure level for .*: ([\d.]+)/.exec(stdout)?.[1])).toBeLessThan(2.5);
    },
  );
});
