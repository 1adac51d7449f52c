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
  return `| \`${name}\` | ${cell(kind)} | ${cell(fallback)} | ${cell(key.help)}${secret} |`;
}

/** The page of all keys, from the same definitions that parse them. A key that several services read stands once. */
export function renderConfigurationPage(groups: readonly KeyGroup[]): string {
  const seen = new Set<string>();
  const sections = groups.map(({ title, keys }) => {
    const own = Object.entries(keys).filter(([name]) => !seen.has(name) && seen.add(name));
    if (own.length === 0) return '';
    const rows = own.map(([name, key]) => rowOf(name, key));
    return [`## ${title}`, '', '| Key | Kind | Default | Meaning |', '|---|---|---|---|', ...rows, ''].join('\n');
  });
  const intro = [
    '# Configuration',
    '',
    'Made from the definitions in the code by `npm run generate:docs`; a test compares.',
    '',
    '## Where a value comes from',
    '',
    'The process environment and the command line win; then `secrets.env`; then the settings file, `catalogsync.env` in the home folder',
    'or the one that `ENV_FILE` (else `CONFIG_FILE`) names in the process environment; then the default. `secrets.env` is read beside it.',
    '',
    'Both files are UTF-8 text of at most 256 KiB. Blank lines, lines that begin with `#` and lines without `=` are skipped; a line is split',
    'at its first `=` and both sides are trimmed, so `A=b=c` sets `A` to `b=c`. Nothing is quoted or expanded. A key that is set twice is a',
    'fault: nothing starts. A key that nobody reads is reported with the nearest known one. A secret in the settings file is reported,',
    'shown as `********` and never kept in a revision.',
    '',
    '## When a change counts',
    '',
    'Every key is read when a service starts; none is looked up later. `./catalogsync config apply` checks a revision, keeps the file as it',
    'stands as another revision, replaces the file in one step and starts those services again that read a changed key and run in the same',
    'process (`up`: all six; `serve`: that one). It names the services that somebody else has to start again. For 30 s all services are',
    'watched: if one cannot start, or one that was healthy is not for 5 s, the text before returns by itself and the services start with',
    'that. A file that was edited by hand meanwhile is left alone. Jobs keep the values under which they were made.',
    '',
  ];
  return [...intro, ...sections.filter((section) => section !== '')].join('\n');
}
