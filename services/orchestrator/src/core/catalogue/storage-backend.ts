import type { Actor, Audit } from '@catalogsync/audit';
import { Fault } from '@catalogsync/faults';

/** A bucket behind the S3 protocol. Contains no secrets. */
export interface ObjectStorage {
  readonly bucket: string;
  /** http(s) address without a trailing slash, like the public one. */
  readonly endpoint: string;
  readonly region: string | undefined;
  /** Prefix of all object keys, without leading or trailing slashes. */
  readonly prefix: string | undefined;
  /** Public address of the objects. */
  readonly publicBaseUrl: string | undefined;
  /** How players get the objects; if undefined, by the public address where there is one, otherwise not. */
  readonly delivery?: ObjectDelivery | undefined;
}

/**
 * `public`: at the public address; `presigned`: at addresses that the public API signs with a read key; `none`: players do not get
 * them from here.
 */
export const objectDeliveries = ['public', 'presigned', 'none'] as const;
export type ObjectDelivery = (typeof objectDeliveries)[number];

export interface ObjectBackend {
  readonly name: string;
  readonly type: 'object_storage';
  readonly objectStorage: ObjectStorage;
}

/** A place that stores files. */
export type StorageBackend = ObjectBackend | { readonly name: string; readonly type: 'local'; readonly basePath: string };

export interface StorageBackendStore {
  /** By name. */
  list(): Promise<readonly StorageBackend[]>;
  /**
   * Registers it or updates the registration; returns whether anything was written.
   * @throws Fault `failed_precondition` if the name is that of a backend of another type
   */
  save(backend: ObjectBackend, signal?: AbortSignal): Promise<boolean>;
}

/** The storage backends, as people and commands change them. */
export class StorageBackends {
  constructor(
    private readonly store: StorageBackendStore,
    private readonly audit: Audit,
  ) {}

  /** By name. */
  list(): Promise<readonly StorageBackend[]> {
    return this.store.list();
  }

  /** @throws Fault, see `parseObjectBackend` and `StorageBackendStore.save` */
  register(name: string, text: ObjectStorageText, actor: Actor): Promise<{ readonly backend: ObjectBackend; readonly changed: boolean }> {
    // A name of any length may be sent, and a refused one is recorded.
    const target = `backend ${name.slice(0, 100)}`;
    return this.audit.change({ ...actor, action: 'registerBackend', target }, async (commit) => {
      const backend = parseObjectBackend(name, text);
      return { backend, changed: await commit(() => this.store.save(backend)) };
    });
  }
}

/** As a caller sends it; empty means not given. */
export type ObjectStorageText = Readonly<Partial<Record<keyof ObjectStorage, string>>>;

const nameForm = /^[A-Za-z0-9][\w.-]{0,62}$/;
/** Wider than S3's own rule: other servers, and S3 before 2018, allow longer names and capitals. */
const bucketForm = /^[A-Za-z0-9][\w.-]{1,253}[A-Za-z0-9]$/;
const regionForm = /^[A-Za-z0-9-]{1,64}$/;
/** Bytes of an object key in S3; a prefix leaves room for the rest. */
const longestPrefix = 512;

/** @throws Fault `invalid_argument` that names the invalid value without its secrets */
export function parseObjectBackend(name: string, text: ObjectStorageText): ObjectBackend {
  const { bucket = '', region = '' } = text;
  if (!nameForm.test(name)) throw outOfForm('name', 'letters, digits, ".", "_" and "-", at most 63, a letter or digit first');
  if (!bucketForm.test(bucket)) throw outOfForm('bucket', '3 to 255 letters, digits, ".", "_" and "-", a letter or digit at both ends');
  if (region !== '' && !regionForm.test(region)) throw outOfForm('region', 'letters, digits and "-", at most 64');
  const publicBaseUrl = text.publicBaseUrl ?? '';
  const delivery = parseDelivery(text.delivery ?? '', publicBaseUrl !== '');
  return {
    name,
    type: 'object_storage',
    objectStorage: {
      bucket,
      endpoint: parseAddress('endpoint', text.endpoint ?? ''),
      region: region === '' ? undefined : region,
      prefix: parsePrefix(text.prefix ?? ''),
      publicBaseUrl: publicBaseUrl === '' ? undefined : parseAddress('public base URL', publicBaseUrl),
      ...(delivery === undefined ? {} : { delivery }),
    },
  };
}

/** What goes without saying is undefined, so that registrations of earlier versions stay equal. */
function parseDelivery(word: string, hasPublic: boolean): ObjectDelivery | undefined {
  if (word === '' || word === (hasPublic ? 'public' : 'none')) return undefined;
  const delivery = objectDeliveries.find((one) => one === word);
  if (delivery === undefined) throw outOfForm('delivery', `one of: ${objectDeliveries.join(', ')}`);
  if (delivery === 'public') {
    throw new Fault('invalid_argument', 'a storage backend without a public base URL cannot deliver publicly', {
      hint: 'Give its public base URL, or choose presigned.',
    });
  }
  return delivery;
}

const outOfForm = (what: string, form: string): Fault => new Fault('invalid_argument', `the ${what} of a storage backend must be ${form}`);

/** Tables, snapshots and logs may show it, so it must contain no secret: no login and no signed query. */
function parseAddress(what: string, text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol) || /\s/.test(text)) throw outOfForm(what, 'an http or https address');
  if (url.username !== '' || url.password !== '') throw withSecret(what, 'a user name or password');
  if (url.search !== '' || url.hash !== '' || /[?#]/.test(text)) throw withSecret(what, 'a query or fragment');
  return url.href.replace(/\/+$/, '');
}

function withSecret(what: string, part: string): Fault {
  return new Fault('invalid_argument', `the ${what} of a storage backend must be an address without ${part}`, {
    hint: 'Secrets belong in secrets.env.',
  });
}

function parsePrefix(text: string): string | undefined {
  const prefix = text.replace(/^\/+|\/+$/g, '');
  if (prefix === '') return undefined;
  const segments = prefix.split('/');
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is refused
  const wrong = /[\u0000-\u001f\u007f\\]/.test(prefix) || segments.some((segment) => segment === '' || segment === '.' || segment === '..');
  if (wrong || new TextEncoder().encode(prefix).length > longestPrefix) {
    throw outOfForm('prefix', `a path without "..", empty parts and backslashes, at most ${longestPrefix} bytes`);
  }
  return prefix;
}
