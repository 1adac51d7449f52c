import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, globSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { requireProgram, until, writeAudio } from '@catalogsync/testkit';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type CommandProcess, removeFolders, startCatalogsync, temporaryFolder } from './command-line.js';
import { freePorts } from './product.js';

// Real here: what is installed in an image and nothing else, the bundle with the packages that it names, as processes; audio files
// and a picture made by ffmpeg.
interface Manifest {
  readonly version: string;
  readonly dependencies: Record<string, string>;
}

const workspace = process.cwd();
let base: string;
let installed: string;
let manifest: Manifest;

/** Runs the command of the image to its end. */
const run = (args: readonly string[], cwd = base) => startCatalogsync(args, { cwd, installed }).ended;

beforeAll(async () => {
  // Built now, if a source is newer.
  expect((await startCatalogsync(['--version']).ended).code).toBe(0);
  base = temporaryFolder();
  const app = join(base, 'app');
  installed = join(app, 'cli/bundle/main.js');
  cpSync(join(workspace, 'cli/bundle'), dirname(installed), { recursive: true });
  cpSync(join(workspace, 'cli/bundle/package.json'), join(app, 'package.json'));
  manifest = JSON.parse(readFileSync(join(app, 'package.json'), 'utf8')) as Manifest;
  for (const name of Object.keys(manifest.dependencies)) {
    mkdirSync(dirname(join(app, 'node_modules', name)), { recursive: true });
    symlinkSync(join(workspace, 'node_modules', name), join(app, 'node_modules', name));
  }
});

afterAll(removeFolders);

describe('when the bundle is looked at', () => {
  it('leaves out few packages, in the versions that are installed', () => {
    expect(Object.keys(manifest.dependencies)).toEqual(expect.arrayContaining(['better-sqlite3', 'sharp', 'taglib-wasm']));
    for (const [name, version] of Object.entries(manifest.dependencies)) {
      const { version: there } = JSON.parse(readFileSync(join(workspace, 'node_modules', name, 'package.json'), 'utf8')) as Manifest;
      expect({ name, version }).toEqual({ name, version: there });
    }
  });

  it('carries the licences of the packages within', () => {
    const text = readFileSync(join(dirname(installed), 'licences.txt'), 'utf8');
    for (const name of ['@nestjs/core', 'fastify', 'typeorm', 'undici']) expect(text).toMatch(new RegExp(`^${name} \\d`, 'm'));
    expect(text).not.toMatch(/^sharp \d/m);
    const ofPages = JSON.parse(readFileSync(join(workspace, 'services/orchestrator/console/dist/.vite/licences.json'), 'utf8'));
    for (const { name, version } of ofPages as { name: string; version: string }[]) expect(text).toContain(`\n${name} ${version} (`);
  });

  it('carries the pages of the console, and needs none of the packages that they are made of', () => {
    expect(existsSync(join(dirname(installed), 'console/index.html'))).toBe(true);
    expect(existsSync(join(dirname(installed), 'console/.vite'))).toBe(false);
    expect(Object.keys(manifest.dependencies).filter((name) => /react|vite|tanstack|base-ui|uplot/.test(name))).toEqual([]);
  });
});

describe('when the command of an image is called', () => {
  it('says its version', async () => {
    expect(await run(['--version'])).toEqual({ code: 0, stdout: `${manifest.version}\n`, stderr: '' });
  });

  it('names our source files with --debug', async () => {
    const { code, stderr } = await run(['up', '--home', join(base, 'none'), '--library', 'missing', '--debug']);
    expect(code).toBe(1);
    expect(stderr).toMatch(/^ {4}at .*\/cli\/src\/[\w/-]+\.ts:\d+:\d+\)?$/m);
    expect(stderr).not.toContain('cli/bundle/');
  });

  it('reads a large playlist file in a thread, whose stack traces name our sources too', async () => {
    writeFileSync(join(base, 'large.txt'), `${'# a remark\n'.repeat(10_000)}nonsense\n`);
    const { code, stderr } = await run(['run', '--home', join(base, 'none'), '--playlist-file', 'large.txt', '--debug']);
    expect({ code, stderr }).toMatchObject({ code: 1, stderr: expect.stringContaining('line 10001: neither an address') });
    expect(stderr).toMatch(/^ {4}at .*\/services\/orchestrator\/src\/core\/playlist-f[\w/-]+\.ts:\d+:\d+\)?$/m);
  });

  it('answers a health check with nothing but its one file', () => {
    const alone = join(temporaryFolder(), 'health-probe.mjs');
    cpSync(join(dirname(installed), 'health-probe.js'), alone);
    const { status, stderr } = spawnSync(process.execPath, [alone, 'http://127.0.0.1:1/healthz'], { encoding: 'utf8' });
    expect(status).toBe(1);
    expect(stderr).toMatch(/^http:\/\/127\.0\.0\.1:1\/healthz: [^\n]*ECONNREFUSED[^\n]*\n$/);
  });
});

(requireProgram('ffmpeg') ? describe : describe.skip)('when the command of an image hosts everything', () => {
  let command: CommandProcess;
  let home: string;
  let ports: Record<string, string>;

  beforeAll(async () => {
    const music = join(base, '音乐');
    home = join(base, 'home');
    ports = await freePorts();
    for (const [at, ext] of ['mp3', 'flac', 'ogg', 'm4a'].entries()) {
      const tags = { title: `Song ${at}`, artist: 'A', album: 'B' };
      await writeAudio(join(music, `B/${at}.${ext}`), { frequency: 400 + 50 * at, tags });
    }
    const picture = ['-v', 'error', '-f', 'lavfi', '-i', 'color=red:size=700x700', '-frames:v', '1', join(music, 'B/cover.jpg')];
    expect(spawnSync('ffmpeg', picture).status).toBe(0);
    command = startCatalogsync(['up', '--home', home, '--library', music], { environment: { HOME: base, ...ports }, installed });
    await command.waitFor(/^Catalogue: 4 tracks/m);
  });

  afterAll(async () => {
    command.child.kill('SIGTERM');
    await command.ended;
  });

  it('catalogues, builds a snapshot in its thread, and serves it with the page of its operations', async () => {
    const get = async (path: string): Promise<Response> => fetch(`http://127.0.0.1:${ports.PUBLIC_API_PORT}${path}`);
    const { items } = (await (await get('/v1/tracks')).json()) as { items: { name: string }[] };
    expect(items.map(({ name }) => name).sort()).toEqual(['Song 0', 'Song 1', 'Song 2', 'Song 3']);
    expect((await get('/healthz')).status).toBe(200);
    expect(await (await get('/docs')).text()).toContain('swagger');
  });

  it('serves the pages of the console', async () => {
    const get = async (path: string): Promise<Response> => fetch(`http://127.0.0.1:${ports.WEB_PORT}${path}`);
    const [, script = ''] = /<script type="module"[^>]* src="([^"]*)"/.exec(await (await get('/login')).text()) ?? [];
    const { status, headers } = await get(script);
    expect([status, headers.get('cache-control')]).toEqual([200, 'public, max-age=31536000, immutable']);
  });

  it('makes covers in the child process', async () => {
    const covers = (): string[] => globSync('covers/**/*.webp', { cwd: home }).map((file) => file.replace(/^.*-/, ''));
    await until(() => covers().length >= 3, 100);
    expect(covers().sort()).toEqual(['300.webp', '640.webp', '96.webp']);
  });
});
