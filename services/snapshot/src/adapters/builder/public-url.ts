import type { Database } from 'better-sqlite3';
import type { SourceSchema } from './source-schema.js';

/** Percent-encodes each segment (RFC 3986, section 2.1) and keeps the slashes. @internal for tests */
export function encodeLocator(locator: string): string {
  return locator.replace(/^\/+/, '').split('/').map(encodeURIComponent).join('/');
}

interface Backend {
  readonly id: number;
  readonly config_json: unknown;
}

/** An unreadable configuration gives no address: the file is then served by the origin, slower but correct. */
function publicBase(config: unknown): string | undefined {
  if (typeof config !== 'string') return undefined;
  try {
    const parsed = JSON.parse(config) as { public_base_url?: unknown } | null;
    const base = parsed?.public_base_url;
    return typeof base === 'string' && base.trim() !== '' ? base.trim().replace(/\/+$/, '') : undefined;
  } catch {
    return undefined;
  }
}

const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`;

/**
 * SQL for the public address of a location `l` (behaviour 152): only object storage with a public base has one.
 * Encoding is called only for locators that need it, because the call costs more than the row.
 */
export function publicUrlExpression(db: Database, source: SourceSchema): string {
  if (!source.has('storage_backends', 'backend_type', 'config_json')) return 'NULL';
  db.function('encode_locator', { deterministic: true }, (locator) => (typeof locator === 'string' ? encodeLocator(locator) : null));
  const backends = db
    .prepare(`SELECT id, config_json FROM src.storage_backends WHERE backend_type = 'object_storage' ORDER BY id`)
    .all() as Backend[];
  const cases = backends.flatMap(({ id, config_json }) => {
    const base = publicBase(config_json);
    return base === undefined ? [] : [`WHEN ${Number(id)} THEN ${literal(`${base}/`)} || ${encoded}`];
  });
  return cases.length === 0 ? 'NULL' : `CASE l.backend_id ${cases.join(' ')} END`;
}

const encoded = `CASE WHEN l.locator GLOB '*[^-A-Za-z0-9._~/]*' OR l.locator GLOB '/*' THEN encode_locator(l.locator) ELSE l.locator END`;
