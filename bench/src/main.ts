/** Each prints its own table; loaded only when it runs, so that one does not weigh on another. */
const benches: Readonly<Record<string, () => Promise<void>>> = {
  export: async () => (await import('./export.js')).runExportBench(),
};

const chosen = process.argv.slice(2);
const unknown = chosen.filter((name) => benches[name] === undefined);
if (unknown.length > 0) {
  console.error(`no benchmark ${unknown.join(', ')}; there are ${Object.keys(benches).join(', ')}`);
  process.exit(2);
}

for (const [name, run] of Object.entries(benches)) {
  if (chosen.length > 0 && !chosen.includes(name)) continue;
  console.log(`\n## ${name}\n`);
  await run();
}
