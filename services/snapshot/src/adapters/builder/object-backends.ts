import { presignedType } from '@catalogsync/snapshot-format';
import type { Database } from 'better-sqlite3';
import type { SourceSchema } from './source-schema.js';

/** Object storage of the source. An unreadable registration is empty: its files are then served by the origin, slower but correct. */
export interface SourceBackend {
  readonly id: number;
  readonly name: string;
  readonly config: Readonly<Record<string, unknown>>;
}

/** By id. */
export function objectBackends(db: Database, source: SourceSchema): SourceBackend[] {
  if (!source.has('storage_backends', 'id', 'backend_type', 'config_json')) return [];
  type Row = { readonly id: number; readonly name: string; readonly config: unknown };
  const name = source.column('b', 'storage_backends', 'name', "''");
  return db
    .prepare<[], Row>(
      `SELECT b.id, coalesce(${name}, '') AS name, b.config_json AS config FROM src.storage_backends b WHERE b.backend_type = 'object_storage' ORDER BY b.id`,
    )
    .all()
    .map(({ id, name: its, config }) => ({ id: Number(id), name: its, config: parsed(config) }));
}

function parsed(text: unknown): SourceBackend['config'] {
  if (typeof text !== 'string') return {};
  try {
    const config: unknown = JSON.parse(text);
    return typeof config === 'object' && config !== null ? (config as SourceBackend['config']) : {};
  } catch {
    return {};
  }
}

const isPresigned = ({ config }: SourceBackend): boolean =>
  config.delivery === 'presigned' && textOf(config.bucket) !== '' && textOf(config.endpoint) !== '';

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

export const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`;

/** SQL for the type of the backend `b`. */
export function backendTypeExpression(db: Database, source: SourceSchema): string {
  const ids = objectBackends(db, source)
    .filter(isPresigned)
    .map(({ id }) => id);
  const type = "coalesce(b.backend_type, '')";
  return ids.length === 0 ? type : `CASE WHEN b.id IN (${ids.join(', ')}) THEN ${literal(presignedType)} ELSE ${type} END`;
}

/** What a reader needs to sign addresses. Private backends that nobody is to reach are not told of. */
export function backendRows(db: Database, source: SourceSchema): string[] {
  return objectBackends(db, source)
    .filter(isPresigned)
    .map(({ name, config }) => {
      const values = [name, 'presigned', textOf(config.endpoint), textOf(config.region), textOf(config.bucket), textOf(config.prefix)];
      const [its, delivery, endpoint, region, bucket, prefix] = values.map(literal);
      return `INSERT OR IGNORE INTO catalog_backends VALUES (${its}, ${delivery}, ${endpoint}, nullif(${region}, ''), ${bucket}, nullif(${prefix}, ''))`;
    });
}
