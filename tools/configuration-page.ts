import type { ConfigKey } from '@catalogsync/runtime';

interface KeyGroup {
  readonly title: string;
  readonly keys: Readonly<Record<string, ConfigKey>>;
}

const cell = (text: string): string => text.replaceAll('|', '\\|');

function rowOf(name: string, key: ConfigKey): string {
  const kind = key.range === '' ? key.kind : `${key.kind}: ${key.range}`;
  const secret = key.secret ? ' **Secret**: belongs into `secrets.env`.' : '';
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
    'Made from the definitions in the code by `npm run generate:docs`; a test compares. A key is read from the process environment, else from',
    '`catalogsync.env` (secrets from `secrets.env`) in the home folder, else it has its default.',
    '',
  ];
  return [...intro, ...sections.filter((section) => section !== '')].join('\n');
}
