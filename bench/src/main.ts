/**
 * `npm run bench [name…]`. Each benchmark is `<name>.ts` in this folder, exports `run<Name>Bench` and prints its own
 * table; it is loaded only when it runs, so that benchmarks do not affect each other.
 */
const names = [
  'export',
  'delta',
  'search',
  'http',
  'streaming',
  'accel',
  'up',
  'served',
  'watch',
  'queue',
  'ranking',
  'matching',
  'downloads',
  'store',
  'sync',
  'link',
  'artists',
  'media',
  'console',
  'scale',
  'swap',
  'upload',
] as const;

async function runBench(name: string): Promise<void> {
  const entry = `run${name.charAt(0).toUpperCase()}${name.slice(1)}Bench`;
  const module = (await import(`./${name}.js`)) as Record<string, unknown>;
  const run = module[entry];
  if (typeof run !== 'function') throw new Error(`${name}.ts exports no ${entry}`);
  console.log(`\n## ${name}\n`);
  await (run as () => Promise<void>)();
}

const chosen = process.argv.slice(2);
const unknown = chosen.filter((name) => !(names as readonly string[]).includes(name));
if (unknown.length > 0) {
  console.error(`no benchmark ${unknown.join(', ')}; there are ${names.join(', ')}`);
  process.exit(2);
}

let failed = 0;
for (const name of names) {
  if (chosen.length > 0 && !chosen.includes(name)) continue;
  try {
    await runBench(name);
  } catch (error) {
    // The other benchmarks still run.
    failed++;
    console.error(`${name}:`, error);
  }
}
if (failed > 0) process.exitCode = 1;
