import type { KeyGroup } from '@catalogsync/runtime';

const preamble = {
  settings: [
    '# Settings of Catalogsync: KEY=value, one per line. Lines that start with # are comments.',
    '# Remove the # before a key to change it. The process environment wins over this file.',
    '# Secrets belong in secrets.env next to it.',
  ],
  secrets: ['# Secrets of Catalogsync: KEY=value, one per line. Only the owner may read this file.'],
} as const;

/** Text of a new settings or secrets file: every key documented, none set. A key of several groups appears under the first. */
export function renderEnvFile(kind: 'settings' | 'secrets', groups: readonly KeyGroup[]): string {
  const seen = new Set<string>();
  const lines: string[] = [...preamble[kind]];
  for (const { title, keys } of groups) {
    const fresh = Object.entries(keys).filter(([name, key]) => key.secret === (kind === 'secrets') && !seen.has(name));
    if (fresh.length === 0) continue;
    lines.push('', `# --- ${title} ---`);
    for (const [name, key] of fresh) {
      seen.add(name);
      lines.push('', `# ${key.help}`, `# ${describeValue(key)}`, `#${name}=`);
    }
  }
  return `${lines.join('\n')}\n`;
}

/** Kind, range and default in a few words. */
export function describeValue(key: { kind: string; range: string; defaultText: string | undefined }): string {
  const range = key.range === '' ? '' : `, ${key.range}`;
  return `${key.kind}${range}; ${key.defaultText === undefined ? 'must be set' : `default: ${key.defaultText === '' ? 'empty' : key.defaultText}`}`;
}

/**
 * Sets one key in the text of a settings file: replaces the last line that sets it, which is the effective one
 * (behaviour 107), else its comment, else adds a line. The rest stays unchanged.
 */
export function setKey(text: string, name: string, value: string): string {
  const lines = text.split('\n');
  const isLine = (pattern: RegExp) => (line: string) => pattern.exec(line)?.[1] === name;
  const set = lines.findLastIndex(isLine(/^\s*([^#=\s][^=]*?)\s*=/));
  const at = set >= 0 ? set : lines.findIndex(isLine(/^\s*#\s*([A-Z0-9_]+)\s*=/));
  if (at >= 0) lines[at] = `${name}=${value}`;
  else lines.splice(lines.at(-1) === '' ? -1 : lines.length, 0, `${name}=${value}`);
  return lines.join('\n');
}
