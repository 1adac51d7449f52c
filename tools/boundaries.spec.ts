import { execFile } from 'node:child_process';
import { cpSync, globSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

// Real here: dependency-cruiser with the rules of the workspace, over this tree and over one with a
// violation planted for each rule.
const workspace = process.cwd();
const { folderOrder } = (await import(join(workspace, 'tools/folder-order.mjs'))) as {
  folderOrder: Readonly<Record<string, readonly string[]>>;
};
const cruiser = join(workspace, 'node_modules', 'dependency-cruiser', 'bin', 'dependency-cruise.mjs');

interface Violation {
  readonly from: string;
  readonly rule: { readonly name: string };
}

async function cruise(root: string, folders: readonly string[]): Promise<Violation[]> {
  const args = [cruiser, '--config', '.dependency-cruiser.mjs', '--output-type', 'json', ...folders];
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: root, maxBuffer: 64e6 }).catch(
    // The exit code counts violations.
    (error: { stdout?: string }) => {
      if (!error.stdout) throw error;
      return { stdout: error.stdout };
    },
  );
  return (JSON.parse(stdout) as { summary: { violations: Violation[] } }).summary.violations;
}

/** One package per owner, or per owned scope. */
const owned = [
  'typeorm',
  'undici',
  'jose',
  '@grpc/grpc-js',
  'grpc-health-check',
  'croner',
  'better-sqlite3',
  'fastify',
  '@fastify/cors',
  'prom-client',
  '@opentelemetry/api',
  '@nestjs/core',
  'react',
  'react-dom',
  '@base-ui/react',
  '@tanstack/react-query',
  'uplot',
  'vite',
  '@vitejs/plugin-react',
  '@aws-sdk/client-s3',
  '@tufjs/models',
];

/** Each file breaks one rule and no other. */
const planted: readonly { rule: string; file: string; text: string }[] = [
  { rule: 'no-cycles', file: 'libs/runtime/src/one.ts', text: `import './two.js';\nexport const one = 1;` },
  {
    rule: 'core-is-pure',
    file: 'services/alpha/src/core/song/clock.ts',
    text: `import { readFileSync } from 'node:fs';\nexport const read = readFileSync;`,
  },
  {
    rule: 'core-is-pure',
    file: 'services/alpha/src/core/song/framework.ts',
    text: `import { Injectable } from '@nestjs/common';\nexport const inject = Injectable;`,
  },
  { rule: 'core-is-pure', file: 'libs/catalog/src/impure.ts', text: `import { join } from 'node:path';\nexport const path = join;` },
  {
    rule: 'core-takes-only-types-from-runtime',
    file: 'services/alpha/src/core/song/now.ts',
    text: `import { clock } from '@catalogsync/runtime';\nexport const now = clock;`,
  },
  {
    rule: 'core-knows-no-adapter',
    file: 'services/alpha/src/core/song/downward.ts',
    text: `import { client } from '../../adapters/http/client.js';\nexport const bound = client;`,
  },
  {
    rule: 'the-engine-knows-no-music',
    file: 'libs/job-engine/src/songs.ts',
    text: `import { fold } from '@catalogsync/catalog';\nexport const folded = fold;`,
  },
  {
    rule: 'folders-import-downwards',
    file: 'services/public-api/src/core/catalogue/upward.ts',
    text: `import { search } from '../search/search.js';\nexport const higher = search;`,
  },
  {
    rule: 'folders-import-downwards',
    file: 'cli/src/host/upward.ts',
    text: `import { command } from '../commands/command.js';\nexport const higher = command;`,
  },
  {
    rule: 'folders-import-downwards',
    file: 'cli/src/report/upward.ts',
    text: `import { main } from '../main.js';\nexport const higher = main;`,
  },
  {
    rule: 'only-roots-bind',
    file: 'services/alpha/src/adapters/http/root.ts',
    text: `import { service } from '../../main.js';\nexport const whole = service;`,
  },
  {
    rule: 'contracts-only-at-the-rpc-edge',
    file: 'services/alpha/src/adapters/http/wire.ts',
    text: `import { contracts } from '@catalogsync/contracts';\nexport const wire = contracts;`,
  },
  {
    rule: 'only-the-module-binds-adapters',
    file: 'services/alpha/src/config.ts',
    text: `import { client } from './adapters/http/client.js';\nexport const bound = client;`,
  },
  {
    rule: 'adapters-do-not-know-their-siblings',
    file: 'services/alpha/src/adapters/grpc/sibling.ts',
    text: `import { client } from '../http/client.js';\nexport const borrowed = client;`,
  },
  {
    rule: 'sources-do-not-know-each-other',
    file: 'services/alpha/src/adapters/sources/left/borrowed.ts',
    text: `import { right } from '../right/definition.js';\nexport const borrowed = right;`,
  },
  {
    rule: 'servers-do-not-know-each-other',
    file: 'services/alpha/src/adapters/servers/left/borrowed.ts',
    text: `import { right } from '../right/definition.js';\nexport const borrowed = right;`,
  },
  {
    rule: 'no-service-imports-another',
    file: 'services/alpha/src/adapters/http/neighbour.ts',
    text: `import { service } from '@catalogsync/beta';\nexport const other = service;`,
  },
  {
    rule: 'pages-know-only-the-api',
    file: 'services/orchestrator/console/src/inside.ts',
    text: `import { clock } from '@catalogsync/runtime';\nexport const now = clock;`,
  },
  {
    rule: 'nobody-imports-the-pages',
    file: 'services/orchestrator/src/adapters/http/page.ts',
    text: `import { page } from '../../../console/src/main.js';\nexport const shown = page;`,
  },
  {
    rule: 'libs-know-no-service',
    file: 'libs/runtime/src/upward.ts',
    text: `import { service } from '@catalogsync/beta';\nexport const up = service;`,
  },
  {
    rule: 'nobody-imports-the-command',
    file: 'services/alpha/src/adapters/http/command.ts',
    text: `import { main } from '@catalogsync/cli';\nexport const command = main;`,
  },
  {
    rule: 'packages-are-entered-by-their-index',
    file: 'services/alpha/src/adapters/http/inside.ts',
    text: `import { two } from '../../../../../libs/runtime/src/two.js';\nexport const inner = two;`,
  },
  {
    rule: 'contracts-only-at-the-rpc-edge',
    file: 'cli/src/wire.ts',
    text: `import { contracts } from '@catalogsync/contracts';\nexport const wire = contracts;`,
  },
  {
    rule: 'migrations-are-frozen',
    file: 'services/alpha/src/adapters/sqlite/migrations/0001-start.ts',
    text: `import { clock } from '@catalogsync/runtime';\nexport const live = clock;`,
  },
  {
    rule: 'testkit-only-in-tests',
    file: 'services/alpha/src/adapters/http/kit.ts',
    text: `import { kit } from '@catalogsync/testkit';\nexport const builder = kit;`,
  },
  { rule: 'everything-resolves', file: 'cli/src/lost.ts', text: `import { nothing } from './nowhere.js';\nexport const lost = nothing;` },
  {
    rule: 'packages-declare-what-they-import',
    file: 'cli/src/development.ts',
    text: `import { tool } from 'only-for-development';\nexport const dev = tool;`,
  },
  {
    rule: 'only-its-owner-imports-nestjs',
    file: 'services/alpha/src/adapters/sqlite/injected.ts',
    text: `import { Injectable } from '@nestjs/common';\nexport const inject = Injectable;`,
  },
  { rule: 'a-module-is-a-module-of-nest', file: 'services/alpha/src/songs.module.ts', text: 'export const bind = 1;' },
  ...owned.map((name) => ({
    rule: `only-its-owner-imports-${/^@([\w-]+)/.exec(name)?.[1] ?? name}`,
    file: `cli/src/${name.replaceAll(/\W/g, '-')}.ts`,
    text: `import { thing } from '${name}';\nexport const owned = thing;`,
  })),
];

/** These break no rule: the same imports where they belong, and tests, which may reach further. */
const allowed: Readonly<Record<string, string>> = {
  'services/alpha/src/core/song/song.ts': `import type { Clock } from '@catalogsync/runtime';\nimport { Fault } from '@catalogsync/faults';\nexport const song = (clock: Clock) => [clock, Fault];`,
  'services/public-api/src/core/search/downward.ts': `import { song } from '../catalogue/song.js';\nexport const lower = song;`,
  'libs/job-engine/src/job.ts': `import { Fault } from '@catalogsync/faults';\nexport const failure = Fault;`,
  'cli/src/commands/command.ts': `import { host } from '../host/host.js';\nexport const command = host;`,
  'services/alpha/src/core/song/song.spec.ts': `import { readFileSync } from 'node:fs';\nimport { kit } from '@catalogsync/testkit';\nexport const used = [readFileSync, kit];`,
  'services/alpha/src/alpha.module.ts': `import { Injectable } from '@nestjs/common';\nimport { client } from './adapters/http/client.js';\nimport { song } from './core/song/song.js';\nexport const bound = [Injectable, client, song];`,
  'services/alpha/src/offline.binding.ts': `import { client } from './adapters/http/client.js';\nexport const bound = client;`,
  'services/alpha/src/adapters/grpc/controller.ts': `import { contracts } from '@catalogsync/contracts';\nimport { Injectable } from '@nestjs/common';\nexport const inject = Injectable;\nimport { song } from '../../core/song/song.js';\nexport const wire = [contracts, song];`,
  'services/alpha/src/adapters/sources/left/definition.ts': `import { define } from '../source-definition.js';\nexport const left = define;`,
  'services/alpha/src/adapters/sqlite/migrations/0002-next.ts': `import type { Migration } from '@catalogsync/sqlite';\nexport const next: Migration = {};`,
  'libs/sqlite/src/open.ts': `import { thing } from 'typeorm';\nimport { thing as driver } from 'better-sqlite3';\nexport const owned = [thing, driver];`,
  'libs/outbound-http/src/fetch.ts': `import { thing } from 'undici';\nexport const owned = thing;`,
  'libs/http/src/server.ts': `import { thing } from 'fastify';\nimport { thing as plugin } from '@fastify/cors';\nimport { thing as nest } from '@nestjs/core';\nimport { thing as metrics } from 'prom-client';\nexport const owned = [thing, plugin, nest, metrics];`,
  'services/orchestrator/console/src/list.tsx': `import { thing } from 'react';\nimport { thing as query } from '@tanstack/react-query';\nimport { page } from './main.js';\nexport const owned = [thing, query, page];`,
  'libs/signing/src/sign.ts': `import { thing } from 'jose';\nexport const owned = thing;`,
  'libs/rpc/src/server.ts': `import { thing } from '@grpc/grpc-js';\nimport { thing as health } from 'grpc-health-check';\nimport { contracts } from '@catalogsync/contracts';\nexport const owned = [thing, health, contracts];`,
};

const entries: Readonly<Record<string, string>> = {
  'libs/runtime/src/index.ts': 'export interface Clock { now(): number }\nexport const clock: Clock = { now: () => 0 };',
  'libs/runtime/src/two.ts': `import { one } from './one.js';\nexport const two = () => one;`,
  'libs/faults/src/index.ts': 'export class Fault {}',
  'libs/catalog/src/index.ts': 'export const fold = 1;',
  'libs/sqlite/src/index.ts': 'export interface Migration { up?: string }',
  'libs/signing/src/index.ts': 'export const sign = 1;',
  'libs/rpc/src/index.ts': 'export const rpc = 1;',
  'libs/outbound-http/src/index.ts': 'export const fetch = 1;',
  'libs/http/src/index.ts': 'export const http = 1;',
  'libs/contracts/src/index.ts': 'export const contracts = 1;',
  'libs/testkit/src/index.ts': 'export const kit = 1;',
  'services/alpha/src/main.ts': 'export const service = 1;',
  'services/alpha/src/adapters/http/client.ts': 'export const client = 1;',
  'services/alpha/src/adapters/sources/source-definition.ts': 'export const define = 1;',
  'services/alpha/src/adapters/sources/right/definition.ts': 'export const right = 1;',
  'services/alpha/src/adapters/servers/right/definition.ts': 'export const right = 1;',
  'services/orchestrator/console/src/main.ts': 'export const page = 1;',
  'services/beta/src/main.ts': 'export const service = 1;',
  'services/public-api/src/core/search/search.ts': 'export const search = 1;',
  'services/public-api/src/core/catalogue/song.ts': 'export const song = 1;',
  'libs/job-engine/src/index.ts': 'export const engine = 1;',
  'cli/src/host/host.ts': 'export const host = 1;',
  'cli/src/main.ts': 'export const main = 1;',
};

const installed = [...owned, '@nestjs/common'];
const dependencies = Object.fromEntries(installed.map((name) => [name, '1.0.0']));

let root: string;
let violations: Violation[];

function write(file: string, text: string): void {
  mkdirSync(dirname(join(root, file)), { recursive: true });
  writeFileSync(join(root, file), `${text}\n`);
}

function packageOf(folder: string, entry: string): void {
  const name = `@catalogsync/${folder.split('/').at(-1)}`;
  write(
    `${folder}/package.json`,
    JSON.stringify({ name, type: 'module', dependencies, exports: { '.': { 'catalogsync-source': `./src/${entry}` } } }),
  );
  mkdirSync(join(root, 'node_modules/@catalogsync'), { recursive: true });
  symlinkSync(join(root, folder), join(root, 'node_modules', name));
}

beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'boundaries-'));
  for (const file of ['.dependency-cruiser.mjs', 'tsconfig.json', 'tsconfig.base.json', 'tools/folder-order.mjs'])
    cpSync(join(workspace, file), join(root, file));
  for (const name of [...installed, 'only-for-development']) {
    write(`node_modules/${name}/package.json`, JSON.stringify({ name, version: '1.0.0', type: 'module', exports: './index.js' }));
    write(`node_modules/${name}/index.js`, 'export const thing = 1, tool = 1, Injectable = 1;');
  }
  write('package.json', JSON.stringify({ name: 'planted', type: 'module', devDependencies: { 'only-for-development': '1.0.0' } }));
  for (const file of Object.keys(entries)) {
    const folder = file.split('/src/')[0] ?? '';
    if (/\/(index|main)\.ts$/.test(file)) packageOf(folder, file.endsWith('index.ts') ? 'index.ts' : 'main.ts');
  }
  for (const [file, text] of Object.entries({ ...entries, ...allowed })) write(file, text);
  for (const { file, text } of planted) write(file, text);
  violations = await cruise(root, ['libs', 'services', 'cli']);
});

afterAll(() => rmSync(root, { recursive: true, force: true }));

const rulesBrokenBy = (file: string): string[] => [...new Set(violations.filter(({ from }) => from === file).map(({ rule }) => rule.name))];

describe('when a violation is planted', () => {
  it.each(planted)('$rule fires, and no other rule: $file', ({ rule, file }) => {
    expect(rulesBrokenBy(file)).toEqual([rule]);
  });

  it.each(Object.keys(allowed))('nothing fires for what is allowed: %s', (file) => {
    expect(rulesBrokenBy(file)).toEqual([]);
  });

  it('covers every rule', async () => {
    const { default: config } = (await import(join(workspace, '.dependency-cruiser.mjs'))) as {
      default: { forbidden: { name: string }[]; required: { name: string }[] };
    };
    const covered = new Set(planted.map(({ rule }) => rule));
    expect([...config.forbidden, ...config.required].map(({ name }) => name).filter((name) => !covered.has(name))).toEqual([]);
  });
});

describe('when the folders of a core are ordered', () => {
  const foldersOf = (base: string): string[] => [
    ...new Set(
      globSync(`${base}/*/**/*.ts`)
        .filter((file) => !/\.(spec|contract)\.ts$|\/(fixtures|gen)\//.test(file))
        .map((file) => file.slice(base.length + 1).split('/')[0] ?? ''),
    ),
  ];
  const bases = [...globSync('services/*/src/core'), ...globSync('libs/*/src'), 'cli/src'];

  it.each(bases)('every folder has its place: %s', (base) => {
    const named = folderOrder[base] ?? [];
    expect(foldersOf(base).filter((folder) => !named.includes(folder))).toEqual([]);
  });
});

describe('when this tree is checked', () => {
  it('has no violations', async () => {
    const found = await cruise(workspace, ['libs', 'services', 'cli', 'bench']);
    expect(found.map(({ from, rule }) => `${rule.name}: ${from}`)).toEqual([]);
    // A thousand files: seconds on an idle machine.
  }, 300_000);
});
