import { Fault } from '@catalogsync/faults';

/**
 * Whether checksums go along with every request and are asked of every answer, or only where the protocol demands it. Some
 * servers refuse the first.
 */
const checksumModes = ['when_supported', 'when_required'] as const;
export type ChecksumMode = (typeof checksumModes)[number];

/** Where objects are kept. Contains no secret. */
export interface S3Place {
  /** http(s) address without a trailing slash. */
  readonly endpoint: string;
  readonly region: string;
  readonly bucket: string;
  /** Of all keys, without slashes at its ends; may be empty. */
  readonly prefix: string;
  /** Whether the bucket is a part of the path (most servers) or of the host name. */
  readonly pathStyle: boolean;
  readonly checksums: ChecksumMode;
}

export interface AccessKeys {
  readonly accessKeyId: string;
  readonly secret: string;
}

/** What servers that know no regions expect to be signed. */
export const defaultRegion = 'us-east-1';

const form = 's3://bucket/prefix?endpoint=https://s3.example&region=eu-1';
const known = new Set(['endpoint', 'region', 'checksums', 'style']);

/**
 * Parses `s3://bucket/prefix?endpoint=…&region=…&checksums=when_required&style=host`.
 * @throws Fault `invalid_argument` that says what is wrong, without repeating a secret
 */
export function parseS3Address(text: string): S3Place {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol !== 's3:' || url.hostname === '') throw wrong('it is not of the form');
  if (url.username !== '' || url.password !== '') throw wrong('it contains a login; access keys belong in secrets.env');
  const unknown = [...url.searchParams.keys()].find((name) => !known.has(name));
  if (unknown !== undefined) throw wrong(`"${unknown.slice(0, 40)}" is no part of it`);
  const endpoint = url.searchParams.get('endpoint') ?? '';
  if (!isEndpoint(endpoint)) throw wrong('its endpoint must be an http or https address');
  const checksums = url.searchParams.get('checksums') ?? 'when_supported';
  if (!isChecksumMode(checksums)) throw wrong(`checksums must be one of: ${checksumModes.join(', ')}`);
  return {
    endpoint: endpoint.replace(/\/+$/, ''),
    region: url.searchParams.get('region') || defaultRegion,
    bucket: url.hostname,
    prefix: decodeURIComponent(url.pathname).replace(/^\/+|\/+$/g, ''),
    pathStyle: url.searchParams.get('style') !== 'host',
    checksums,
  };
}

/**
 * Parses `<access key id>:<secret>`. @throws Fault `invalid_argument`
 */
export function parseAccessKeys(text: string): AccessKeys {
  const colon = text.indexOf(':');
  if (colon <= 0 || colon === text.length - 1 || /\s/.test(text)) {
    throw new Fault('invalid_argument', 'access keys of object storage must be given as <access key id>:<secret>');
  }
  return { accessKeyId: text.slice(0, colon), secret: text.slice(colon + 1) };
}

const isChecksumMode = (word: string): word is ChecksumMode => (checksumModes as readonly string[]).includes(word);

function isEndpoint(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, username, search } = new URL(text);
  return /^https?:$/.test(protocol) && username === '' && search === '';
}

const wrong = (why: string): Fault =>
  new Fault('invalid_argument', `the address of the object storage cannot be used: ${why}`, { hint: `Give it as ${form}.` });
