import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

// Real here: knip with the settings of the workspace and the TypeScript compiler, over a small tree of packages.
const workspace = process.cwd();

const tree: Readonly<Record<string, string>> = {
  'package.json': JSON.stringify({ name: 'planted', type: 'module', workspaces: ['libs/*', 'services/*', 'cli'] }),
  'cli/package.json': packageJson('cli', 'main.ts', ['alpha']),
  'cli/src/main.ts': `import { service } from '@catalogsync/alpha';\nservice();\n`,
  'cli/src/health-probe.ts': '',
  'services/alpha/package.json': packageJson('alpha', 'main.ts', ['catalog', 'contracts', 'unneeded']),
  'services/alpha/src/main.ts': `export { service } from './call.js';\n`,
  'services/alpha/src/call.ts': [
    `import { needed } from '@catalogsync/catalog';`,
    `import type { wireV1 } from '@catalogsync/contracts';`,
    `import { inner } from './inner.js';`,
    'type Definition = typeof wireV1.AlphaService;',
    'declare const client: { [K in keyof Definition as Definition[K] extends object ? K : never]: () => void };',
    'export const service = () => (needed(), inner(), client.wanted());',
    '',
  ].join('\n'),
  'services/alpha/src/inner.ts': [
    'export const inner = () => nested() + marked();',
    'export const nested = () => 1;',
    '/** @internal for tests */',
    'export const marked = () => 1;',
    '',
  ].join('\n'),
  'services/alpha/src/inner.spec.ts': `import { marked, nested } from './inner.js';\nnested();\nmarked();\n`,
  'services/alpha/src/forgotten.ts': 'export const forgotten = 1;\n',
  'libs/catalog/package.json': packageJson('catalog', 'index.ts', []),
  'libs/catalog/src/index.ts': 'export const needed = () => 1;\nexport const unwanted = () => 1;\n',
  'libs/contracts/package.json': packageJson('contracts', 'index.ts', []),
  'libs/contracts/src/index.ts': `export * as wireV1 from './gen/wire.js';\n`,
  'libs/contracts/src/gen/wire.ts': [
    'export const AlphaService = {',
    '  wanted: { path: "/planted.v1.AlphaService/Wanted" as const },',
    '  lost: { path: "/planted.v1.AlphaService/Lost" as const },',
    '};',
    '',
  ].join('\n'),
};

function packageJson(name: string, entry: string, dependencies: readonly string[]): string {
  return JSON.stringify({
    name: `@catalogsync/${name}`,
    type: 'module',
    exports: { '.': { 'catalogsync-source': `./src/${entry}`, default: `./src/${entry}` } },
    dependencies: Object.fromEntries(dependencies.map((one) => [one === 'unneeded' ? one : `@catalogsync/${one}`, '*'])),
  });
}

let root: string;
let said: string;

beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'unused-'));
  for (const file of ['knip.jsonc', 'tsconfig.json', 'tsconfig.base.json', 'tsconfig.knip.json'])
    cpSync(join(workspace, file), join(root, file));
  for (const [file, text] of Object.entries(tree)) {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), text);
  }
  mkdirSync(join(root, 'node_modules/@catalogsync'), { recursive: true });
  for (const folder of ['cli', 'services/alpha', 'libs/catalog', 'libs/contracts']) {
    symlinkSync(join(root, folder), join(root, 'node_modules/@catalogsync', folder.split('/').at(-1) ?? ''));
  }
  symlinkSync(join(workspace, 'node_modules/@types'), join(root, 'node_modules/@types'));
  const loader = ['--conditions=catalogsync-source', '--import', join(workspace, 'tools/swc-register.mjs')];
  const { NODE_OPTIONS: _jest, ...env } = process.env;
  said = await promisify(execFile)(process.execPath, [...loader, join(workspace, 'tools/check-unused.ts')], { cwd: root, env }).then(
    () => 'nothing',
    (error: { stdout: string; stderr: string }) => error.stdout + error.stderr,
  );
});

afterAll(() => rmSync(root, { recursive: true, force: true }));

describe('when unused code is looked for', () => {
  it.each([
    ['an export of a library that no package imports', /^unwanted .*libs\/catalog\/src\/index\.ts/m],
    ['a file that nothing imports', /^services\/alpha\/src\/forgotten\.ts/m],
    ['what only its own test imports', /^nested .*services\/alpha\/src\/inner\.ts/m],
    ['a dependency that nothing imports', /^unneeded .*services\/alpha\/package\.json/m],
    ['an RPC that nothing calls', /^RPC without a caller: planted\.v1\.AlphaService\/Lost$/m],
  ])('finds %s', (_what, line) => {
    expect(said).toMatch(line);
  });

  it.each(['needed', 'service', 'inner', 'marked', 'AlphaService/Wanted', 'catalogsync/contracts'])('says nothing about %s', (name) => {
    expect(said).not.toMatch(new RegExp(`(^|/| )${name}(\\s|$)`, 'm'));
  });
});
