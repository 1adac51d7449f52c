import { cpSync, globSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { build } from 'esbuild';

/**
 * Joins what the command loads into few files: some 4,000 modules are a third of its start and 40 MB of its memory. Runs after the
 * build, in the root of the workspace (docs/decisions/0022-bundled-command.md).
 */

const target = 'cli/bundle';
/** The built front end of the console; the bundled service looks for it beside itself. */
const pages = 'services/orchestrator/console/dist';

/** Left whole: they are compiled programs, or read files of their own package. */
const whole = [
  'better-sqlite3',
  'sharp',
  'taglib-wasm',
  'grpc-health-check',
  '@grpc/grpc-js',
  '@fastify/swagger-ui',
  'pino',
  'reflect-metadata',
];

/** Nest imports it by a name that it has in a variable. */
const namedAtRunTime = ['@grpc/proto-loader'];

const ofPackage = (path) => /^(?:@[^/]+\/)?[^/]+/.exec(path)?.[0] ?? path;
const locked = JSON.parse(readFileSync('package-lock.json', 'utf8')).packages;

/** What starts in a thread or a process of its own is named as `new URL('./name.js', import.meta.url)`, never in a comment. */
function startedFiles() {
  return globSync('{libs,services,cli}/{.,*}/dist/**/*.js').flatMap((file) => {
    const code = readFileSync(file, 'utf8').replaceAll(/^\s*(\*|\/\/).*$/gm, '');
    return [...code.matchAll(/new URL\('\.\/([^']+\.js)', import\.meta\.url\)/g)].map(([, name]) => join(dirname(file), name));
  });
}

/** All lie beside each other, so that such an address is right in every file of the bundle. */
function entries() {
  const files = ['cli/dist/main.js', ...new Set(startedFiles())];
  const named = new Map(files.map((file) => [basename(file, '.js'), file]));
  if (named.size < files.length) throw new Error(`two of these entries have one name: ${files.join(', ')}`);
  return Object.fromEntries(named);
}

const versionOf = (name) => locked[`node_modules/${name}`].version;

/** The packages that the bundle needs beside it, with their versions. */
const beside = new Map(namedAtRunTime.map((name) => [name, versionOf(name)]));

const packages = {
  name: 'packages',
  setup(builder) {
    builder.onResolve({ filter: /^[^./]/ }, async ({ path, kind, importer, resolveDir, pluginData }) => {
      if (pluginData === 'asked' || kind === 'entry-point' || path.startsWith('node:')) return undefined;
      const found = await builder.resolve(path, { kind, importer, resolveDir, pluginData: 'asked' });
      const name = ofPackage(path);
      if (whole.includes(name)) return leftWhole(path, name, found.path);
      const isOurs = !importer.includes('/node_modules/');
      const forDevelopment = isForDevelopment(locked[placeOf(found.path)]);
      if (isOurs && forDevelopment) return { errors: [{ text: `${name} is only for development, and would become part of the product` }] };
      // Frameworks ask for packages that are not installed, or only for development, and do without them.
      return !isOurs && (forDevelopment || found.errors.length > 0) ? { path, external: true } : found;
    });
  },
};

const isForDevelopment = (entry) => entry?.dev === true || entry?.devOptional === true;

/** The folder of a package, as in the lock file. */
const placeOf = (file) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(relative('.', file))?.[0] ?? '';

function leftWhole(path, name, file) {
  const place = placeOf(file);
  if (place !== `node_modules/${name}`) throw new Error(`${name} is in ${place}, where the bundle does not find it`);
  beside.set(name, versionOf(name));
  return { path, external: true };
}

/** Stack traces name our own sources. A package is one line of its file: maps of all packages would take 6 MB. */
const firstLine = Buffer.from(JSON.stringify({ version: 3, sources: [''], names: [], mappings: 'AAAA' })).toString('base64');

/** One character beyond ASCII doubles the memory of a whole file: V8 keeps its text as long as the process runs. */
function inAscii(code) {
  // An escape sequence is the same in text, patterns and names, but neither in raw text nor after a backslash.
  if (/String\.raw`[^`]*[^\0-\x7f]|\\[^\0-\x7f]/.test(code)) return code;
  return code.replaceAll(/[^\0-\x7f]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** TypeORM loads its drivers of all databases, to make one. */
function withOneDriver(code, file) {
  const others = /^const \w+Driver_1 = require\("\.\/(?!better-sqlite3\/).*$/gm;
  if ((code.match(others) ?? []).length < 10) throw new Error(`${file} is not as the bundle knows it`);
  return code.replaceAll(others, '');
}

const texts = {
  name: 'texts',
  setup(builder) {
    builder.onLoad({ filter: /\.[cm]?js$/ }, ({ path }) => {
      const code = readFileSync(path, 'utf8');
      if (!path.includes('/node_modules/')) return { contents: inAscii(code), loader: 'default' };
      const own = path.endsWith('/typeorm/driver/DriverFactory.js') ? withOneDriver(code, path) : code;
      return { contents: `${inAscii(own)}\n//# sourceMappingURL=data:application/json;base64,${firstLine}`, loader: 'default' };
    });
  },
};

/** For packages that are CommonJS; the names are nobody else's. */
const banner = [
  "import 'reflect-metadata';",
  "import { createRequire as __requireFrom } from 'node:module';",
  "import { dirname as __folderOf } from 'node:path';",
  "import { fileURLToPath as __pathOf } from 'node:url';",
  'const require = __requireFrom(import.meta.url), __filename = __pathOf(import.meta.url), __dirname = __folderOf(__filename);',
].join(' ');

const settings = {
  outdir: target,
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node24',
  // Functions and classes keep their names: frameworks go by them, and the database knows a migration by its class.
  minifySyntax: true,
  minifyWhitespace: true,
  keepNames: true,
  sourcemap: true,
  sourcesContent: false,
  // See licences().
  legalComments: 'none',
  metafile: true,
  logLevel: 'warning',
};

rmSync(target, { recursive: true, force: true });
const { metafile } = await build({
  ...settings,
  entryPoints: entries(),
  splitting: true,
  banner: { js: banner },
  plugins: [packages, texts],
});
// Started every few seconds, it takes nothing of the others.
await build({ ...settings, entryPoints: ['cli/dist/health-probe.js'] });

// What Vite noted for us stays here.
cpSync(pages, join(target, 'console'), { recursive: true, filter: (file) => basename(file) !== '.vite' });

/** Of the packages in the pages, which only their build knows. */
function licencesOfPages() {
  const packages = JSON.parse(readFileSync(join(pages, '.vite/licences.json'), 'utf8'));
  return packages.flatMap(({ name, version, identifier, text }) => [`${name} ${version} (${identifier})`, ...(text ? [text] : [])]);
}

/** What the licences of the packages ask for: their texts go where their code goes. */
function licences() {
  const folders = new Set(Object.keys(metafile.inputs).map(placeOf));
  folders.delete('');
  return [...folders].sort().flatMap((folder) => {
    const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    const texts = globSync(`${folder}/{LICEN[CS]E,licen[cs]e,NOTICE}{,.*,-*}`).filter((file) => !/\.[cm]?js$/.test(file));
    return [`${name} ${version} (${license})`, ...texts.map((file) => readFileSync(file, 'utf8').trim())];
  });
}

// It stands for the package.json of the workspace where only the bundle is installed.
const { name, version } = JSON.parse(readFileSync('package.json', 'utf8'));
const dependencies = Object.fromEntries([...beside].sort());
const manifest = { name, version, private: true, type: 'module', dependencies };
writeFileSync(join(target, 'package.json'), `${JSON.stringify(manifest, undefined, 2)}\n`);
writeFileSync(join(target, 'licences.txt'), `${[...licences(), ...licencesOfPages()].join('\n\n')}\n`);
const bytes = Object.values(metafile.outputs).reduce((sum, output) => sum + output.bytes, 0);
process.stdout.write(`${Object.keys(metafile.outputs).length} files, ${(bytes / 1e6).toFixed(1)} MB in ${target}\n`);
