// The direction of dependencies: main → module → adapters → core → core libs (docs/architecture.md).
// tools/boundaries.spec.ts plants a violation of each rule and expects exactly that rule to fire.

import { folderOrder } from './tools/folder-order.mjs';

const tests = '\\.(spec|contract)\\.ts$|/test/';
/** The kinds of files that compose a service. */
const roots = '^services/[^/]+/src/(main|start|[^/]+\\.(module|binding))\\.ts$';
/** Where RPC meets a service: its server, and one adapter for each service that it calls. */
const rpcEdge = '^services/[^/]+/src/adapters/(grpc|media-server|orchestrator|resolver|snapshot)/';
const coreOfService = '^services/[^/]+/src/core/';
const coreLibs = '^libs/(audit|catalog|faults|job-engine|snapshot-format)/src/';
/** The front end of the console, and what builds it. */
const pages = '^services/orchestrator/console/';
const core = `${coreOfService}|${coreLibs}`;

/** Packages by their owner: nobody else imports them. */
const owned = {
  typeorm: '^libs/sqlite/',
  undici: '^libs/outbound-http/',
  '@tufjs/': '^libs/publication-trust/',
  jose: '^libs/signing/',
  '@grpc/': '^libs/(rpc|contracts)/',
  'grpc-health-check': '^libs/rpc/',
  '@?fastify': '^libs/http/',
  'prom-client': '^libs/http/',
  '@opentelemetry/': '^libs/tracing/',
  react: pages,
  'react-dom': pages,
  '@base-ui/': pages,
  '@tanstack/': pages,
  uplot: pages,
  vite: pages,
  '@vitejs/': pages,
  // Core is kept from it, as from any framework, by core-is-pure.
  '@nestjs/': `^libs/(contracts|http|rpc)/|^services/[^/]+/src/((main|start|[^/]+\\.(module|binding))\\.ts$|adapters/grpc/)|${coreOfService}`,
  croner: '^services/orchestrator/src/adapters/cron/',
  '@aws-sdk/': '^libs/object-storage/',
  'better-sqlite3':
    '^libs/(sqlite|snapshot-delta|snapshot-follower|testkit)/|^bench/|^services/snapshot/src/adapters/|^services/(public-api|origin)/src/adapters/',
};

const ownerRules = Object.entries(owned).map(([name, owner]) => ({
  name: `only-its-owner-imports-${name.replaceAll(/[@/?]/g, '')}`,
  severity: 'error',
  comment: `${name} is hidden behind the package that owns it.`,
  from: { pathNot: [owner, tests, '^tools/'] },
  to: { path: `(^|/)node_modules/${name}${name.endsWith('/') ? '' : '(/|$)'}` },
}));

/** Files of a folder of a base; `.` are those beside the folders, without the entry. */
const filesOf = (base, folder) => (folder === '.' ? `^${base}/(?!index\\.ts$)[^/]+$` : `^${base}/${folder}/`);

const folderRules = Object.entries(folderOrder).flatMap(([base, folders]) =>
  folders.slice(1).map((folder, above) => ({
    name: 'folders-import-downwards',
    severity: 'error',
    comment: 'From use cases to values, in the order of tools/folder-order.mjs.',
    from: { path: filesOf(base, folder), pathNot: tests },
    to: { path: folders.slice(0, above + 1).map((higher) => filesOf(base, higher)) },
  })),
);

export default {
  forbidden: [
    {
      name: 'no-cycles',
      severity: 'error',
      comment: 'Under ESM two modules that need each other while loading fail.',
      from: {},
      to: { circular: true },
    },
    {
      name: 'core-is-pure',
      severity: 'error',
      comment: 'Core imports no framework and no Node built-in: only core and core libs.',
      from: { path: core, pathNot: tests },
      to: { pathNot: [core, '^libs/runtime/src/', '^services/'] },
    },
    {
      name: 'core-takes-only-types-from-runtime',
      severity: 'error',
      comment: 'Clock and other contracts are types; anything else of the runtime is for the edges.',
      from: { path: core, pathNot: tests },
      to: { path: '^libs/runtime/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'core-knows-no-adapter',
      severity: 'error',
      comment: 'A port lives with the core that needs it; adapters know core, never the other way round.',
      from: { path: coreOfService },
      to: { path: '^services/[^/]+/src/(?!core/)' },
    },
    {
      name: 'the-engine-knows-no-music',
      severity: 'error',
      comment: 'Jobs, stages and items run whatever their executors bring.',
      from: { path: '^libs/job-engine/', pathNot: tests },
      to: { path: '^(libs/(?!job-engine/|faults/|runtime/)|services/|cli/)' },
    },
    {
      name: 'only-roots-bind',
      severity: 'error',
      comment: 'Roots compose a service, and only other roots look into them; config.ts gathers the keys that they bind.',
      from: { path: '^services/([^/]+)/src/', pathNot: [roots, '/src/config\\.ts$', tests] },
      to: { path: roots.replace('[^/]+', '$1') },
    },
    {
      name: 'only-the-module-binds-adapters',
      severity: 'error',
      comment: 'Ports meet adapters in a *.module.ts of Nest or, where no framework is wanted, in a *.binding.ts, and nowhere else.',
      from: {
        path: '^services/([^/]+)/src/(?!adapters/|core/)',
        pathNot: [roots, tests],
      },
      to: { path: '^services/[^/]+/src/adapters/' },
    },
    {
      name: 'adapters-do-not-know-their-siblings',
      severity: 'error',
      comment: 'What two adapters need belongs to the port or to a lib.',
      from: { path: '^services/([^/]+)/src/adapters/([^/]+)/', pathNot: tests },
      to: { path: '^services/([^/]+)/src/adapters/', pathNot: '^services/$1/src/adapters/$2/' },
    },
    {
      name: 'sources-do-not-know-each-other',
      severity: 'error',
      comment: 'A source is whole in its folder; what two of them need belongs to the port, to the definition beside them, or to a lib.',
      from: { path: '^services/([^/]+)/src/adapters/sources/([^/]+)/' },
      to: { path: '^services/([^/]+)/src/adapters/sources/[^/]+/', pathNot: '^services/$1/src/adapters/sources/$2/' },
    },
    {
      name: 'servers-do-not-know-each-other',
      severity: 'error',
      comment:
        'A media server is whole in its folder; what two of them need belongs to the port, to the definition beside them, or to a lib.',
      from: { path: '^services/([^/]+)/src/adapters/servers/([^/]+)/' },
      to: { path: '^services/([^/]+)/src/adapters/servers/[^/]+/', pathNot: '^services/$1/src/adapters/servers/$2/' },
    },
    {
      name: 'no-service-imports-another',
      severity: 'error',
      comment: 'Services talk over RPC.',
      from: { path: '^services/([^/]+)/' },
      to: { path: '^services/', pathNot: '^services/$1/' },
    },
    {
      name: 'pages-know-only-the-api',
      severity: 'error',
      comment: 'The front end runs in browsers: of the services it knows what the document of the API says, as generated types.',
      from: { path: `${pages}src/`, pathNot: tests },
      to: { path: '^(libs|services|cli|bench)/', pathNot: pages },
    },
    {
      name: 'nobody-imports-the-pages',
      severity: 'error',
      comment: 'They are built, and served as files.',
      from: { path: '^(libs|services|cli|bench)/', pathNot: [pages, tests] },
      to: { path: pages },
    },
    {
      name: 'libs-know-no-service',
      severity: 'error',
      from: { path: '^libs/' },
      to: { path: '^(services|cli|bench)/' },
    },
    {
      name: 'nobody-imports-the-command',
      severity: 'error',
      from: { path: '^(libs|services|bench)/', pathNot: tests },
      to: { path: '^cli/' },
    },
    {
      name: 'packages-are-entered-by-their-index',
      severity: 'error',
      comment:
        'A package is what its entries export; its other files are its own business. What threads load has an entry of its own, and so has the browser of tests, which the demo must not load.',
      from: { path: '^((?:libs|services)/[^/]+|cli|bench)/' },
      to: {
        path: '^(libs|services)/[^/]+/src/',
        pathNot: [
          '^$1/',
          '^libs/[^/]+/src/index\\.ts$',
          '^libs/runtime/src/thread\\.ts$',
          '^libs/testkit/src/(browser|object-servers/servers)\\.ts$',
          '^libs/object-storage/src/testing/memory-object-store\\.ts$',
          '^services/[^/]+/src/main\\.ts$',
        ],
      },
    },
    {
      name: 'contracts-only-at-the-rpc-edge',
      severity: 'error',
      comment: 'Wire types stop where RPC meets an adapter.',
      from: {
        pathNot: ['^libs/(contracts|rpc)/', rpcEdge, roots, '^cli/src/clients/', '^bench/src/media', tests],
      },
      to: { path: '^libs/contracts/' },
    },
    {
      name: 'migrations-are-frozen',
      severity: 'error',
      comment: 'A migration is text of its day: it imports nothing that may change, only types of libs/sqlite.',
      from: { path: '/migrations/[^/]+\\.ts$', pathNot: [tests, '/migrations/index\\.ts$'] },
      to: { pathNot: ['^libs/sqlite/src/index\\.ts$', '/migrations/'] },
    },
    {
      name: 'testkit-only-in-tests',
      severity: 'error',
      comment: 'The demo shows the product against the emulators of the tests (decision 0018).',
      from: { pathNot: [tests, '^libs/testkit/', '^bench/', '^tools/', '^cli/src/demo/'] },
      to: { path: '^libs/testkit/|^libs/[^/]+/test/' },
    },
    {
      name: 'everything-resolves',
      severity: 'error',
      comment: 'An import that nothing answers fails only when that line runs.',
      from: {},
      to: { couldNotResolve: true },
    },
    {
      name: 'packages-declare-what-they-import',
      severity: 'error',
      comment: 'What runs is named under dependencies of its own package.json; the root holds tools.',
      from: { path: '^(libs|services|cli)/', pathNot: [tests, '^libs/testkit/', `${pages}[^/]+$`] },
      to: { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'], dependencyTypesNot: ['type-only'] },
    },
    ...folderRules,
    ...ownerRules,
  ],
  required: [
    {
      name: 'a-module-is-a-module-of-nest',
      severity: 'error',
      comment: 'Where there is no Nest module inside, no file is called *.module.ts; what binds without Nest is a *.binding.ts.',
      module: { path: '\\.module\\.ts$' },
      to: { path: '(^|/)node_modules/@nestjs/common(/|$)' },
    },
  ],
  options: {
    doNotFollow: { path: ['node_modules', '/dist/', '^cli/bundle/'] },
    exclude: { path: ['/dist/', '^cli/bundle/', '/fixtures/'] },
    moduleSystems: ['es6'],
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['catalogsync-source', 'import', 'node', 'default', 'types'],
      extensions: ['.ts', '.tsx', '.js', '.mjs', '.json', '.css'],
    },
  },
};
