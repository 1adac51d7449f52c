import type { ConfigKey } from '@catalogsync/runtime';

interface KeyGroup {
  readonly title: string;
  readonly keys: Readonly<Record<string, ConfigKey>>;
}

const cell = (text: string): string => text.replaceAll('|', '\\|');

function rowOf(name: string, key: ConfigKey): string {
  const kind = key.range === '' ? key.kind : `${key.kind}: ${key.range}`;
  const secret = key.secret ? ' **Secret**: belongs in `secrets.env`.' : '';
  const fallback = key.defaultText === undefined ? 'must be set' : key.defaultText === '' ? 'none' : `\`${key.defaultText}\``;
  return `| \`${name}\` | ${cell(kind)} | ${cell(fallback)} | ${key.belongsTo} | ${cell(key.help)}${secret} |`;
}

/** The page of all keys, from the same definitions that parse them. A key that several services read stands once. */
export function renderConfigurationPage(groups: readonly KeyGroup[]): string {
  const seen = new Set<string>();
  const sections = groups.map(({ title, keys }) => {
    const own = Object.entries(keys).filter(([name]) => !seen.has(name) && seen.add(name));
    if (own.length === 0) return '';
    const rows = own.map(([name, key]) => rowOf(name, key));
    return [`## ${title}`, '', '| Key | Kind | Default | Of the | Meaning |', '|---|---|---|---|---|', ...rows, ''].join('\n');
  });
  const intro = [
    '# Configuration',
    '',
    'Generated from the key definitions by `npm run generate:docs`; a test compares.',
    '',
    '## Where a value comes from',
    '',
    'The process environment and the command line win; then `secrets.env`; then the settings file, `catalogsync.env` in the home folder',
    'or the one that `ENV_FILE` (else `CONFIG_FILE`) names in the process environment; then the default. `secrets.env` next to it is read too.',
    '',
    'Both files are UTF-8 text of at most 256 KiB. Blank lines, lines that begin with `#` and lines without `=` are skipped; a line is split',
    'at its first `=` and both sides are trimmed, so `A=b=c` sets `A` to `b=c`. Nothing is quoted or expanded. A key that is set twice is an',
    'error: nothing starts. An unknown key is reported with the most similar known one. A secret in the settings file is reported,',
    'shown as `********` and never stored in a revision.',
    '',
    '## Who may change a key',
    '',
    'Keys *of the machine* say what runs, what it opens, whom it trusts, where it listens and where secrets are sent: programs, paths,',
    'keys, hosts, ports, addresses, and every secret. A revision that changes one is applied only by `./catalogsync config apply` on the',
    'machine itself, by a user who may write beside the settings file. The console and gRPC refuse it, whoever asks. Keys *of the work*',
    'are the rest; in the console an operator may change those too, within ten minutes of entering the password.',
    '',
    '## When a change takes effect',
    '',
    'Every key is read when a service starts; none is looked up later. `./catalogsync config apply` checks a revision, saves the current',
    'file as another revision, replaces the file in one step and restarts the services that read a changed key and run in the same',
    'process (`up`: all six; `serve`: that one). It names the services that you have to restart yourself. For 30 s all services are',
    'watched: if one cannot start, or a healthy one becomes unhealthy for 5 s, the previous text is restored and the services restart with',
    'it. If the file was edited by hand meanwhile, it is left alone. Jobs keep the values with which they were created.',
    '',
  ];
  return [...intro, ...sections.filter((section) => section !== '')].join('\n');
}
