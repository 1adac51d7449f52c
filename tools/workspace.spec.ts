import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { describe, expect, it } from '@jest/globals';

// Real here: the files of this tree that are not ignored, as a reviewer would see them.
const sourcePattern = /^(libs|services|cli|bench|tools)\/.*\.(tsx?|mjs)$/;

function listFiles(): string[] {
  const listed = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '-z'], { encoding: 'utf8' });
  return listed.split('\0').filter((file) => file !== '' && existsSync(file));
}

const files = listFiles();
const sources = files.filter((file) => sourcePattern.test(file) && !/\/gen\/|\.gen\.ts$/.test(file));
const isTest = (file: string): boolean => /\.(spec|contract)\.ts$|\/test\//.test(file);
const isCore = (file: string): boolean =>
  /^services\/[^/]+\/src\/core\/|^libs\/(catalog|faults|job-engine|snapshot-format)\/src\//.test(file);

/** The code of a file without comments; good enough to search for words. */
const codeOf = (file: string): string => readFileSync(file, 'utf8').replace(/\/\*[\s\S]*?\*\/|(?<![:'"`])\/\/.*$/gm, '');

/** Files whose code matches. */
const filesWith = (pattern: RegExp, among: readonly string[]): string[] => among.filter((file) => pattern.test(codeOf(file)));

describe('when the tree is searched', () => {
  it('has files to search', () => {
    expect(sources.length).toBeGreaterThan(50);
    expect(sources.filter(isCore).length).toBeGreaterThan(5);
  });

  it('finds no source file above 250 lines (tests and migrations, which are SQL text, above 600)', () => {
    const long = sources
      .map((file) => ({ file, lines: readFileSync(file, 'utf8').split('\n').length - 1 }))
      .filter(({ file, lines }) => lines > (isTest(file) || file.includes('/migrations/') ? 600 : 250));
    expect(long).toEqual([]);
  });

  it('finds no folder or file with a vague name', () => {
    const vague = files.filter((file) => /(^|\/)(utils?|common|helpers?|shared|misc)(\.[^/]*)?(\/|$)/.test(file));
    expect(vague.filter((file) => !/^(proto|libs\/contracts\/src\/gen)\/catalogsync\/common\/v1\//.test(file))).toEqual([]);
  });

  it('finds one index.ts per lib, at its root, and otherwise only those of migrations', () => {
    const libs = files.flatMap((file) => /^libs\/[^/]+(?=\/package\.json$)/.exec(file) ?? []);
    const indexes = sources.filter((file) => basename(file) === 'index.ts' && !file.endsWith('/migrations/index.ts'));
    expect(libs.length).toBeGreaterThan(10);
    expect(indexes.sort()).toEqual(libs.map((lib) => `${lib}/src/index.ts`).sort());
  });
});

describe('when the core is searched', () => {
  const core = sources.filter((file) => isCore(file) && !isTest(file));

  it('finds neither clock nor randomness', () => {
    expect(filesWith(/\bDate\.now\b|\bnew Date\(\)|\bMath\.random\b|\bAbortSignal\.timeout\b/, core)).toEqual([]);
  });
});

describe('when the environment is read', () => {
  it('is read only by the command, tools, benchmarks and tests', () => {
    const readers = filesWith(/\bprocess\.env\b|\{[^}]*\benv\b[^}]*\} from 'node:process'/, sources);
    expect(
      readers.filter(
        (file) => !/^(cli\/src\/process\.ts|tools\/|bench\/)/.test(file) && !isTest(file) && !file.startsWith('libs/testkit/'),
      ),
    ).toEqual([]);
  });
});

describe('when a lib exports', () => {
  it('names what it exports', () => {
    const indexes = sources.filter((file) => /^libs\/[^/]+\/src\/index\.ts$/.test(file));
    expect(filesWith(/^export \*(?! as )/m, indexes)).toEqual([]);
  });
});

describe('when Nx draws its graph', () => {
  const packages = files.filter((file) => /^((libs|services)\/[^/]+|cli|bench)\/package\.json$/.test(file)).map((file) => dirname(file));
  const declaredBy = (folder: string): Set<string> => {
    const { name, dependencies, devDependencies } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    return new Set([name, ...Object.keys({ ...dependencies, ...devDependencies })]);
  };

  it.each(packages)('%s declares every package that it or its tests import', (folder) => {
    const declared = declaredBy(folder);
    const own = sources.filter((file) => file.startsWith(`${folder}/`));
    const imported = own.flatMap((file) =>
      [...codeOf(file).matchAll(/(?:from|import\()\s*'(@catalogsync\/[^'/]+)'/g)].map(([, name]) => name ?? ''),
    );
    expect([...new Set(imported)].filter((name) => !declared.has(name))).toEqual([]);
  });

  it.each(packages)('%s can be built, tested, linted and type-checked', (folder) => {
    expect(existsSync(join(folder, 'tsconfig.json'))).toBe(true);
    expect(JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')).scripts.build).toContain('swc');
  });
});

describe('when a Node version is required', () => {
  const read = (file: string) => JSON.parse(readFileSync(file, 'utf8'));
  const { engines, devDependencies } = read('package.json') as Record<'engines' | 'devDependencies', { node: string }>;
  const major = (version: string): number => Number(/\d+/.exec(version)?.[0]);

  it('is the one that npm installs and the tests run on', () => {
    expect(engines.node).toBe(`>=${major(devDependencies.node)}`);
    expect(process.versions.node).toBe(devDependencies.node);
  });

  it('is new enough for every package', () => {
    const { packages } = read('package-lock.json') as { packages: Record<string, { engines?: { node?: string } }> };
    const lowest = (range: string): number => Math.min(...range.split('||').map(major));
    const newer = Object.entries(packages).filter(([, { engines: of }]) => lowest(of?.node ?? '0') > major(engines.node));
    expect(newer.map(([name]) => name)).toEqual([]);
  });
});

describe('when TypeORM is configured', () => {
  it('never changes a schema by itself', () => {
    expect(
      filesWith(
        /\bsynchronize:\s*true\b/,
        sources.filter((file) => !isTest(file)),
      ),
    ).toEqual([]);
  });
});
