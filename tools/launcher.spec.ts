import { type SpawnOptions, spawn } from 'node:child_process';
import {
  appendFileSync,
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

// Real here: the script, run by the system's sh in a small tree. npm and the Node it installs are
// scripts that record their calls.
const workspace = process.cwd();
let root: string;
let programs: string;

function write(file: string, text: string, mode = 0o644): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
  chmodSync(file, mode);
}

/** `npm` here: `rebuild` installs a node that prints how it was called, `build` creates the command's file. */
const npm = `#!/bin/sh
echo "$*" >>"$NPM_RECORD"
[ -z "\${NPM_FAILS:-}" ] || { echo "npm says why" >&2; exit 7; }
case $1 in
  ci)
    sleep 0.3
    mkdir -p node_modules
    touch node_modules/.package-lock.json ;;
  rebuild)
    mkdir -p node_modules/.bin
    printf '%s\\n' '#!/bin/sh' 'echo "cwd=$PWD cache=$NODE_COMPILE_CACHE args=$*"' >node_modules/.bin/node
    chmod 755 node_modules/.bin/node ;;
  run) case $3 in build) mkdir -p cli/bundle && touch cli/bundle/main.js ;; esac ;;
esac
`;

const console = 'services/orchestrator/console';
const pages = ['src/main.tsx', 'src/api/client.ts', 'public/boot.js', 'index.html', 'vite.config.ts', 'build.mjs', 'package.json'];

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'launcher-'));
  chmodSync(root, 0o755);
  programs = join(root, 'programs');
  write(join(programs, 'npm'), npm, 0o755);
  symlinkSync(process.execPath, join(programs, 'node'));
  const tree = join(root, 'tree');
  mkdirSync(tree);
  cpSync(join(workspace, 'catalogsync'), join(tree, 'catalogsync'));
  for (const file of [
    'libs/a/src/a.ts',
    'services/b/src/b.ts',
    'services/b/src/old.ts',
    'cli/src/main.ts',
    'bench/src/main.ts',
    'proto/p.proto',
    'tools/bundle.mjs',
    ...pages.map((file) => join(console, file)),
  ]) {
    write(join(tree, file), 'x');
  }
  for (const folder of ['libs/a', 'services/b', 'cli', 'bench', '.']) write(join(tree, folder, 'package.json'), '{}');
  write(join(tree, 'package-lock.json'), '{"version":1}');
  write(join(tree, '.swcrc'), '{}');
});

afterEach(() => rmSync(root, { recursive: true, force: true }));

interface Result {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

interface How extends Pick<SpawnOptions, 'cwd' | 'uid' | 'gid'> {
  readonly script?: string;
  readonly environment?: Record<string, string>;
}

function start(args: readonly string[] = [], how: How = {}): Promise<Result> {
  const { script = join(root, 'tree', 'catalogsync'), environment, ...options } = how;
  const child = spawn(script, args, {
    ...options,
    env: { PATH: `${programs}:/usr/bin:/bin`, HOME: root, NPM_RECORD: join(root, 'npm.txt'), ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const result = { stdout: '', stderr: '' };
  child.stdout?.on('data', (chunk) => (result.stdout += chunk));
  child.stderr?.on('data', (chunk) => (result.stderr += chunk));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, ...result }));
  });
}

/** The calls of npm since the last check. */
function npmCalls(): string[] {
  const record = join(root, 'npm.txt');
  if (!existsSync(record)) return [];
  const calls = readFileSync(record, 'utf8').trim().split('\n');
  rmSync(record);
  return calls.map((call) => call.replace(/ --.*$/, ''));
}

const inTree = (file: string): string => join(root, 'tree', file);

/** A change that is newer than the last build, whatever the clock's resolution. */
function change(file: string): void {
  appendFileSync(inTree(file), 'y');
  const soon = new Date(Date.now() + 2000);
  utimesSync(inTree(file), soon, soon);
}

describe('when the checkout is fresh', () => {
  it('installs, builds and becomes the command with its arguments, from any folder', async () => {
    const elsewhere = join(root, 'else where');
    mkdirSync(elsewhere);
    const { code, stdout, stderr } = await start(['up', '--library', 'my music', '--env-file', 'x'], { cwd: elsewhere });
    expect(stderr.trim().split('\n')).toEqual(['catalogsync: Installing…', 'catalogsync: Building…']);
    expect(stdout).toContain(`cwd=${elsewhere} `);
    expect(stdout).toMatch(/ -- \S*\/tree\/cli\/bundle\/main\.js up --library my music --env-file x\n$/);
    expect(code).toBe(0);
    expect(npmCalls()).toEqual(['ci', 'rebuild', 'run -s build']);
  });

  it('installs and builds once when two start at the same time', async () => {
    const results = await Promise.all([start(['one']), start(['two'])]);
    expect(results.map(({ code }) => code)).toEqual([0, 0]);
    expect(npmCalls()).toEqual(['ci', 'rebuild', 'run -s build']);
  });

  it('takes over from a starter that died', async () => {
    mkdirSync(inTree('.stamps'));
    symlinkSync('99999999', inTree('.stamps/lock'));
    expect((await start()).code).toBe(0);
    expect(existsSync(inTree('.stamps/lock'))).toBe(false);
  });

  it('shows what npm says if it fails, and tries again the next time', async () => {
    const { code, stderr } = await start([], { environment: { NPM_FAILS: '1' } });
    expect(code).toBe(1);
    expect(stderr).toContain('npm says why\ncatalogsync: the installation failed');
    npmCalls();
    expect((await start()).code).toBe(0);
    expect(npmCalls()).toEqual(['ci', 'rebuild', 'run -s build']);
  });
});

describe('when everything is installed and built', () => {
  beforeEach(async () => {
    await start();
    npmCalls();
  });

  it('does not call npm and prints nothing of its own', async () => {
    expect(await start(['doctor'])).toMatchObject({ code: 0, stderr: '' });
    expect(npmCalls()).toEqual([]);
  });

  it('works through a chain of relative symbolic links', async () => {
    mkdirSync(join(root, 'bin'));
    symlinkSync('../tree/catalogsync', join(root, 'bin', 'first'));
    symlinkSync('first', join(root, 'bin', 'catalogsync'));
    const { stdout } = await start(['x'], { script: join(root, 'bin', 'catalogsync') });
    expect(stdout).toContain('/tree/cli/bundle/main.js x');
  });

  it('installs again when the lock file has changed, not when it was only touched', async () => {
    const soon = new Date(Date.now() + 2000);
    utimesSync(inTree('package-lock.json'), soon, soon);
    await start();
    expect(npmCalls()).toEqual([]);
    change('package-lock.json');
    await start();
    expect(npmCalls()).toEqual(['ci', 'rebuild', 'run -s build']);
  });

  it.each([
    'libs/a/src/a.ts',
    'services/b/src/b.ts',
    'cli/src/main.ts',
    'package.json',
    'libs/a/package.json',
    '.swcrc',
    'tools/bundle.mjs',
    ...pages.map((file) => join(console, file)),
  ])('builds again when %s has changed', async (file) => {
    change(file);
    await start();
    expect(npmCalls()).toEqual(['run -s build']);
  });

  it('builds again when a source was removed', async () => {
    rmSync(inTree('services/b/src/old.ts'));
    const soon = new Date(Date.now() + 2000);
    utimesSync(inTree('services/b/src'), soon, soon);
    await start();
    expect(npmCalls()).toEqual(['run -s build']);
  });

  it('generates code before it builds when proto has changed', async () => {
    change('proto/p.proto');
    await start();
    expect(npmCalls()).toEqual(['run -s generate', 'run -s build']);
  });

  it('does not build again for what the build itself writes', async () => {
    write(inTree(join(console, 'src/api/schema.gen.ts')), 'x');
    const past = new Date(Date.now() - 60_000);
    utimesSync(inTree(join(console, 'src')), past, past);
    await start();
    expect(npmCalls()).toEqual([]);
  });

  it('does not build for a test', async () => {
    write(inTree('cli/src/main.spec.ts'), 'x');
    const past = new Date(Date.now() - 60_000);
    utimesSync(inTree('cli/src'), past, past);
    await start();
    expect(npmCalls()).toEqual([]);
  });
});

const asRoot = process.getuid?.() === 0;
const nobody = { uid: 65534, gid: 65534 };

(asRoot ? describe : describe.skip)('when the checkout cannot be written', () => {
  it('runs if it was built, with its cache under the home of the user', async () => {
    await start();
    npmCalls();
    const { code, stdout, stderr } = await start(['x'], nobody);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain(`cache=${root}/.cache/catalogsync`);
    expect(npmCalls()).toEqual([]);
  });

  it('says so in one line if it was not', async () => {
    const { code, stderr } = await start(['x'], nobody);
    expect(code).toBe(1);
    expect(stderr).toMatch(/^catalogsync: cannot write to [^\n]+\n$/);
  });
});

describe('when a program is missing', () => {
  it.each([
    [
      'Node',
      () => rmSync(join(programs, 'node')),
      /^catalogsync: Node is not installed\. Install Node 20\.19 or newer; it only has to start npm\.\n$/,
    ],
    ['npm', () => rmSync(join(programs, 'npm')), /^catalogsync: npm is not installed\. [^\n]+\n$/],
    [
      'a newer Node',
      () => {
        rmSync(join(programs, 'node'));
        write(
          join(programs, 'node'),
          '#!/bin/sh\n[ "$1" != --version ] || echo v18.20.4\nexit $([ "$1" = --version ] && echo 0 || echo 1)\n',
          0o755,
        );
      },
      /^catalogsync: Node v18\.20\.4 is too old\. [^\n]+\n$/,
    ],
  ])('says which one in one line: %s', async (_name, remove, line) => {
    remove();
    // Without the system's own Node and npm: only the programs that sh needs.
    for (const tool of ['sh', 'dirname', 'readlink', 'find', 'cmp', 'mkdir', 'ln', 'rm', 'cat', 'head', 'mv', 'cp', 'sleep']) {
      const found = ['/usr/bin', '/bin'].map((folder) => join(folder, tool)).find((path) => existsSync(path));
      if (found !== undefined) symlinkSync(found, join(programs, tool));
    }
    const { code, stderr } = await start([], { environment: { PATH: programs } });
    expect(stderr).toMatch(line);
    expect(code).toBe(1);
    expect(existsSync(inTree('.stamps/lock'))).toBe(false);
  });
});
