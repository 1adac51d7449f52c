import { Fault } from '@catalogsync/faults';

/** The keys that every manifest has. */
interface RequiredKeys {
  /** `snap-<UTC yyyymmddThhmmssZ>-<first 12 hex of the content hash>`. */
  readonly snapshot_id: string;
  /** ISO 8601, UTC. */
  readonly generated_at: string;
  readonly schema_version: number;
  readonly playlist_count: number;
  readonly track_count: number;
  /** Active file locations. */
  readonly file_count: number;
  /** Playlists with a cover. */
  readonly cover_count: number;
  readonly artist_count: number;
  /** Toplists: distinct toplist ids, however many playlists each has. */
  readonly toplist_count: number;
  /** Rises with every publication; a reader never goes back. */
  readonly sequence: number;
  /** ISO 8601, UTC; a reader refuses the manifest after this instant. */
  readonly expires_at: string;
  /** Lower-case hex. */
  readonly db_sha256: string;
  readonly db_size_bytes: number;
  readonly previous_snapshot_id: string | null;
}

/** The keys of manifest.json. Unknown keys are kept when a manifest is parsed and printed again. */
export interface Manifest extends RequiredKeys {
  /** Of the file for the origin, if there is one; without it the origin reads the catalogue itself. */
  readonly origin_sha256?: string;
  readonly origin_size_bytes?: number;
  /** How often it was changed in place since it was made anew; absent: never. For the publisher alone. */
  readonly incremental_builds?: number;
}

/** Names within a publication, the same in a folder and over HTTP. */
export const databaseName = 'catalog_read.db';
/** Where the files of local backends are, for the origin alone: the catalogue does not say it. */
export const originDatabaseName = 'origin_files.db';
export const manifestName = 'manifest.json';
export const signatureName = 'manifest.json.jws';

/** A manifest is about a kilobyte; far larger files are not manifests. */
export const maxManifestBytes = 256 * 1024;
export const maxSignatureBytes = 8 * 1024;

/** The schema this build writes. */
export const SCHEMA_VERSION = 2;

/** The schemas this build reads. A reader refuses any other (behaviour 159). */
const readVersions: readonly number[] = [1, SCHEMA_VERSION];

/** Whether this build reads a schema. */
export function isReadable(schemaVersion: number): boolean {
  return readVersions.includes(schemaVersion);
}

/** The schemas this build reads, for messages. */
export const readableSchemas = readVersions.join(' and ');

type Check = (value: unknown, key: string) => unknown;

const corrupt = (message: string, hint?: string): Fault => new Fault('data_corrupt', `manifest: ${message}`, { hint });

/** Other writers may write whole numbers as text or with a fraction of zeros (behaviour 142). */
const count: Check = (value, key) => {
  const number = typeof value === 'string' && /^\s*\d+(\.\d+)?\s*$/.test(value) ? Number(value) : value;
  const whole = typeof number === 'number' ? Math.trunc(number) : Number.NaN;
  if (!Number.isSafeInteger(whole) || whole < 0) throw corrupt(`${key} is not a count`);
  // Math.trunc(-0.5) is -0, which would not print as it was read.
  return whole === 0 ? 0 : whole;
};

const matching =
  (form: RegExp, what: string): Check =>
  (value, key) => {
    if (typeof value !== 'string' || !form.test(value)) throw corrupt(`${key} is not ${what}`);
    return value;
  };

/** Ids become part of paths and addresses, so only this form is accepted. */
const idForm = /^snap-\d{8}T\d{6}Z-[0-9a-f]{12}$/;
const id = matching(idForm, 'a snapshot id');

const instant: Check = (value, key) => {
  const form = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|\+00:00)$/;
  if (typeof value !== 'string' || !form.test(value) || Number.isNaN(Date.parse(value))) throw corrupt(`${key} is not an instant in UTC`);
  return value;
};

/** Every key, in print order. */
const checks: { readonly [K in keyof RequiredKeys]: Check } = {
  snapshot_id: id,
  generated_at: instant,
  schema_version: count,
  playlist_count: count,
  track_count: count,
  file_count: count,
  cover_count: count,
  artist_count: count,
  toplist_count: count,
  sequence: count,
  expires_at: instant,
  db_sha256: matching(/^[0-9a-f]{64}$/, 'a SHA-256 in lower-case hex'),
  db_size_bytes: count,
  previous_snapshot_id: (value, key) => (value === null ? null : id(value, key)),
};

/** True for text in the form of a snapshot id (behaviour 160). */
export function isSnapshotId(text: string): boolean {
  return idForm.test(text);
}

/**
 * Names a snapshot (behaviour 160). The same second and content give the same id.
 * @param generatedAt milliseconds since 1970, UTC
 * @param contentHash at least 12 lower-case hex digits
 */
export function snapshotId(generatedAt: number, contentHash: string): string {
  const compact = new Date(generatedAt)
    .toISOString()
    .replace(/\.\d+Z$/, 'Z')
    .replace(/[-:]/g, '');
  const made = `snap-${compact}-${contentHash.slice(0, 12)}`;
  if (!isSnapshotId(made)) throw new Fault('invalid_argument', 'this instant and hash do not give a valid snapshot id');
  return made;
}

function parseJson(source: Uint8Array | string): unknown {
  try {
    const text = typeof source === 'string' ? source : new TextDecoder('utf-8', { fatal: true }).decode(source);
    return JSON.parse(text);
  } catch (error) {
    throw new Fault('data_corrupt', 'manifest: not JSON in UTF-8', { cause: error });
  }
}

/** Nothing may be assumed about another schema, so its faults say which schema it was written for. */
function schemaHint(written: unknown): string | undefined {
  if (written === undefined || isReadable(Number(written))) return undefined;
  return `It was written for schema ${String(written).slice(0, 20)}; this build reads schemas ${readableSchemas}.`;
}

/**
 * Reads a manifest, without judging whether it is trusted.
 * @throws Fault `data_corrupt` that names the missing (behaviour 143) or malformed key
 */
export function parseManifest(source: Uint8Array | string): Manifest {
  const json = parseJson(source);
  if (typeof json !== 'object' || json === null || Array.isArray(json)) throw corrupt('not a JSON object');
  const given = json as Record<string, unknown>;
  const known: Record<string, unknown> = {};
  for (const [key, check] of Object.entries(checks)) {
    const value = Object.hasOwn(given, key) ? given[key] : undefined;
    if (value === undefined) throw corrupt(`missing key ${key}`, schemaHint(given.schema_version));
    known[key] = check(value, key);
  }
  checkOrigin(given);
  return { ...known, ...Object.fromEntries(Object.entries(given).filter(([key]) => !Object.hasOwn(checks, key))) } as unknown as Manifest;
}

function checkOrigin({ origin_sha256: sha256, origin_size_bytes: size }: Record<string, unknown>): void {
  if (sha256 === undefined && size === undefined) return;
  checks.db_sha256(sha256, 'origin_sha256');
  checks.db_size_bytes(size, 'origin_size_bytes');
}

/**
 * The manifest for who follows the other file: the two files' sizes and hashes change places, and again gives the same manifest. Of
 * a publication with one file it is the manifest itself.
 */
export function ofOriginFile(manifest: Manifest): Manifest {
  const { origin_sha256: sha256, origin_size_bytes: sizeBytes } = manifest;
  if (sha256 === undefined || sizeBytes === undefined) return manifest;
  return {
    ...manifest,
    db_sha256: sha256,
    db_size_bytes: sizeBytes,
    origin_sha256: manifest.db_sha256,
    origin_size_bytes: manifest.db_size_bytes,
  };
}

/** Text of manifest.json: indented by 2, Chinese unescaped, a newline at the end (behaviour 161). Known keys come first. */
export function printManifest(manifest: Manifest): string {
  const known = Object.fromEntries(Object.keys(checks).map((key) => [key, manifest[key as keyof RequiredKeys]]));
  const others = Object.entries(manifest).filter(([key]) => !Object.hasOwn(checks, key));
  return `${JSON.stringify({ ...known, ...Object.fromEntries(others) }, null, 2)}\n`;
}
