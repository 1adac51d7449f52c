import { globSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { build } from 'esbuild';

/**
 * Joins what a service loads into few files. `up` otherwise loads some 4,000 modules, which is half of its start and 40 MB of its
 * memory. Run it after the build, from the root of the workspace.
 */

const target = 'cli/bundle';

/** They read files of their own package, or are compiled programs. */
const whole = [
  'better-sqlite3',
  'taglib-wasm',
  'grpc-health-check',
  '@grpc/grpc-js',
  '@fastify/swagger-ui',
  'pino',
  'reflect-metadata',
  'esbuild',
];

/** What a process or a thread starts with. Threads are started by the name of their file, see `threadEntry`. */
function entries() {
  const threads = globSync('{services,libs}/*/dist/**/*-{thread,worker,child}.js');
  const named = threads.map((file) => [basename(file, '.js'), file]);
  const all = [['main', 'cli/dist/main.js'], ['health-probe', 'cli/dist/health-probe.js'], ...named];
  const names = new Map(all);
  if (names.size < all.length) throw new Error(`two entries have one name: ${all.map(([, file]) => file).join(', ')}`);
  return Object.fromEntries(names);
}

/** Frameworks ask for packages that are not installed, and do without them. */
const optional = {
  name: 'optional packages',
  setup(builder) {
    builder.onResolve({ filter: /^[^./]/ }, async ({ path, kind, importer, resolveDir, pluginData }) => {
      if (pluginData === 'asked' || kind === 'entry-point') return undefined;
      if (whole.some((name) => path === name || path.startsWith(`${name}/`))) return { path, external: true };
      const found = await builder.resolve(path, { kind, importer, resolveDir, pluginData: 'asked' });
      return found.errors.length === 0 ? found : { path, external: true };
    });
  },
};

/** Our own sources are enough in a stack trace; the maps of all packages would take 10 MB. */
const noMap = Buffer.from(JSON.stringify({ version: 3, sources: [''], mappings: 'A' })).toString('base64');
const foreign = {
  name: 'no source maps of packages',
  setup(builder) {
    builder.onLoad({ filter: /\/node_modules\/.*\.[cm]?js$/ }, ({ path }) => ({
      contents: `${readFileSync(path, 'utf8')}\n//# sourceMappingURL=data:application/json;base64,${noMap}`,
      loader: 'default',
    }));
  },
};

/** For packages that are CommonJS. */
const banner = [
  "import 'reflect-metadata';",
  "import { createRequire as __requireFrom } from 'node:module';",
  "import { dirname as __folderOf } from 'node:path';",
  "import { fileURLToPath as __pathOf } from 'node:url';",
  'const require = __requireFrom(import.meta.url), __filename = __pathOf(import.meta.url), __dirname = __folderOf(__filename);',
].join(' ');

rmSync(target, { recursive: true, force: true });
const { metafile } = await build({
  entryPoints: entries(),
  outdir: target,
  bundle: true,
  splitting: true,
  platform: 'node',
  format: 'esm',
  target: 'node24',
  // Names of functions and classes stay as they are, for stack traces and for frameworks that show them.
  minifySyntax: true,
  minifyWhitespace: true,
  keepNames: true,
  sourcemap: true,
  sourcesContent: false,
  banner: { js: banner },
  plugins: [optional, foreign],
  metafile: true,
  legalComments: 'linked',
  logLevel: 'warning',
});
const bytes = Object.values(metafile.outputs).reduce((sum, output) => sum + output.bytes, 0);
writeFileSync(join(target, 'package.json'), '{ "type": "module" }\n');
process.stdout.write(`${Object.keys(metafile.outputs).length} files, ${(bytes / 1e6).toFixed(1)} MB in ${target}\n`);
