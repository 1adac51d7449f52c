import type { Database } from 'better-sqlite3';
import { literal, objectBackends, type SourceBackend } from './object-backends.js';
import type { SourceSchema } from './source-schema.js';

/** Percent-encodes each segment (RFC 3986, section 2.1) and keeps the slashes. @internal for tests */
export function encodeLocator(locator: string): string {
  return locator.replace(/^\/+/, '').split('/').map(encodeURIComponent).join('/');
}

/** Undefined where the registration says that players get the objects otherwise, or not. */
function publicBase({ public_base_url: base, delivery }: SourceBackend['config']): string | undefined {
  if (delivery === 'presigned' || delivery === 'none') return undefined;
  return typeof base === 'string' && base.trim() !== '' ? base.trim().replace(/\/+$/, '') : undefined;
}

/**
 * SQL for the public address of a location `l` (behaviour 152): only object storage with a public base has one.
 * Encoding is called only for locators that need it, because the call costs more than the row.
 */
export function publicUrlExpression(db: Database, source: SourceSchema): string {
  if (!source.has('storage_backends', 'backend_type', 'config_json')) return 'NULL';
  db.function('encode_locator', { deterministic: true }, (locator) => (typeof locator === 'string' ? encodeLocator(locator) : null));
  const cases = objectBackends(db, source).flatMap(({ id, config }) => {
    const base = publicBase(config);
    return base === undefined ? [] : [`WHEN ${id} THEN ${literal(`${base}/`)} || ${encoded}`];
  });
  return cases.length === 0 ? 'NULL' : `CASE l.backend_id ${cases.join(' ')} END`;
}

const encoded = `CASE WHEN l.locator GLOB '*[^-A-Za-z0-9._~/]*' OR l.locator GLOB '/*' THEN encode_locator(l.locator) ELSE l.locator END`;
