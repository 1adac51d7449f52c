import { homedir } from 'node:os';
import { join } from 'node:path';
import { type ConfigKey, httpAddress, integer, path, pathList, port, text, UnrepeatedProblem, wordList } from './config-key.js';

/**
 * Keys that several services read, with one meaning and one default everywhere; a service picks the ones it
 * needs by name.
 */
export const ROOT_DIR = path({
  help: 'Home folder of this installation: databases, keys, publication, sockets.',
  default: () => join(homedir(), '.catalogsync'),
  defaultText: '~/.catalogsync',
});

const inHome = (name: string, help: string): ConfigKey<string> =>
  path({ help, default: (lookup) => join(String(lookup('ROOT_DIR')), name), defaultText: `ROOT_DIR/${name}` });

export const DB_PATH = inHome('catalogsync.db', 'The catalogue database. The resolver keeps resolver_stats.db next to it.');
export const SNAPSHOT_DIR = inHome('publication', 'The publication folder: manifests and snapshot databases.');
export const STAGING_DIR = inHome(
  'staging',
  'Folder where downloads are fetched, verified and tagged before they move into the library; also holds the quarantine.',
);
export const COVERS_DIR = inHome('covers', 'Pictures of covers, made once and published with the catalogue.');
export const KEYS_DIR = inHome('keys', 'Signing keys, and the certificates of gRPC in `rpc`; mode 0700.');
export const LIBRARY_DIR = inHome('library', 'Where downloads are stored: the default local backend.');
export const INPUT_DIR = inHome('input', 'Where `run --playlist-file` looks for a file that is not in the current folder.');
export const CACHE_DIR = inHome('cache', "Followers' copies of the published snapshot.");

export const CONFIG_FILE = path({ help: 'The earlier name of ENV_FILE, still read.', default: '', defaultText: 'none' });

/** Set only in the process environment: the file cannot say where it is. */
export const ENV_FILE = path({
  help: 'The settings file; secrets.env next to it is read too. Set in the process environment, never in the file.',
  default: (lookup) => String(lookup('CONFIG_FILE')) || join(String(lookup('ROOT_DIR')), 'catalogsync.env'),
  defaultText: 'CONFIG_FILE, else ROOT_DIR/catalogsync.env',
});

export const LIBRARY_FOLDERS = pathList({
  help: 'Music folders that are catalogued in place and never changed.',
  default: Object.freeze([]),
  defaultText: 'none',
});

export const DOWNLOAD_SOURCES = wordList({
  help: 'Sources to download songs from, in order, unless a job names its own.',
  default: Object.freeze([]),
  defaultText: 'all configured sources',
});

const rpcAddress = (service: string): ConfigKey<string> =>
  text({
    help: `gRPC address of ${service}: unix:/path, or host:port, which needs certificates or RPC_SHARED_SECRET.`,
    default: (lookup) => `unix:${join(String(lookup('ROOT_DIR')), 'run', `${service}.sock`)}`,
    defaultText: `unix:ROOT_DIR/run/${service}.sock`,
  });

export const ORCHESTRATOR_RPC = rpcAddress('orchestrator');
export const RESOLVER_RPC = rpcAddress('resolver');
export const MEDIA_SERVER_RPC = rpcAddress('media-server');
export const SNAPSHOT_RPC = rpcAddress('snapshot');
export const ORIGIN_RPC = rpcAddress('origin');
export const PUBLIC_API_RPC = rpcAddress('public-api');

/** Also the shortest that nobody finds by trying: 32 characters of base64 are 192 bits. */
const shortestSecret = 32;

const anySecret = text({
  help: `Secret of at least ${shortestSecret} characters that proves services to each other over TCP, the same on every machine. Only the certificates of \`keys generate\` also encrypt; alone, the secret is as private as the network. Not needed for Unix sockets.`,
  default: '',
  defaultText: 'none',
  secret: true,
});

export const RPC_SHARED_SECRET: ConfigKey<string> = {
  ...anySecret,
  range: `${shortestSecret} characters or more`,
  parse: (value) => {
    if (value.length < shortestSecret || !/^[\x21-\x7e]+$/.test(value))
      throw new Error(`must have at least ${shortestSecret} characters, without spaces`);
    return value;
  },
};

const inKeys = (name: string, help: string): ConfigKey<string> =>
  path({ help, default: (lookup) => join(String(lookup('KEYS_DIR')), name), defaultText: `KEYS_DIR/${name}` });

export const SNAPSHOT_SIGNING_KEYS = inKeys('snapshot-signing.jwks', 'Private key ring that signs manifests; mode 0600.');
export const PLAYBACK_SIGNING_KEYS = inKeys('playback-signing.jwks', 'Private key ring that signs playback links; mode 0600.');
export const PLAYBACK_TRUSTED_KEYS = inKeys('playback-trusted.jwks', 'Public keys whose playback links the origin serves.');

const trustedManifestKeys = inKeys('snapshot-trusted.jwks', 'Public keys whose manifests are accepted; "none" also accepts unsigned ones.');

/** An empty text for `none`: signatures are then not checked. */
export const SNAPSHOT_TRUSTED_KEYS: ConfigKey<string> = {
  ...trustedManifestKeys,
  kind: 'path or "none"',
  parse: (value) => (value === 'none' ? '' : trustedManifestKeys.parse(value)),
};

export const SNAPSHOT_ROOT = inKeys('publication-root.json', 'Root document that a reader of signed metadata trusts first.');

const publication = path({ help: '' });
const publicationAddress = httpAddress({ help: '' });

function parsePublication(value: string): string {
  // Its reader parses it whole, and says what is wrong.
  if (/^s3:\/\//i.test(value)) return value;
  return (/^[a-z][a-z0-9+.-]*:\/\//i.test(value) ? publicationAddress : publication).parse(value);
}

/** A path, an http(s) address without a trailing slash, or an address of object storage. */
export const SNAPSHOT_SOURCE: ConfigKey<string> = {
  ...text({
    help: 'Where new snapshots come from: a folder, the http(s) address of a publication, or s3://bucket/prefix?endpoint=https://s3.example&region=eu-1.',
    default: (lookup) => String(lookup('SNAPSHOT_DIR')),
    defaultText: 'SNAPSHOT_DIR',
  }),
  kind: 'path, http(s) or s3 address',
  parse: parsePublication,
};

export const SNAPSHOT_S3_KEYS = text({
  help: 'Access keys of the object storage that a publication is kept in, as <access key id>:<secret>; a reader needs keys that read only.',
  default: '',
  defaultText: 'none',
  secret: true,
});

/** Goes into a header as it is, which holds no spaces and nothing beyond ASCII. The value is not repeated: it is secret. */
function headerToken(common: Parameters<typeof text>[0]): ReturnType<typeof text> {
  const parse = (value: string): string => {
    if (/^[\x21-\x7e]*$/.test(value)) return value;
    throw new UnrepeatedProblem('must be one word of ASCII letters, digits and signs, without spaces');
  };
  return { ...text(common), parse };
}

/** One secret on both sides: the publication asks for it, and followers elsewhere show it. */
export const SNAPSHOT_SOURCE_TOKEN = headerToken({
  help: 'Token of the publication: asked for at SNAPSHOT_PORT, and shown to a SNAPSHOT_SOURCE that is an http(s) address. Set the same on every machine.',
  default: '',
  defaultText: 'none',
  secret: true,
});

export const PUBLIC_API_ACCESS_TOKENS = wordList({
  help: 'Access tokens; a request must show one of them. Empty: open to everybody. With tokens, the publication at SNAPSHOT_PORT asks for one too.',
  default: Object.freeze([]),
  defaultText: 'none',
  secret: true,
});

export const SNAPSHOT_POLL_SECONDS = integer({
  help: 'How often to check for a new snapshot. A folder is also watched.',
  default: 2,
  min: 1,
  max: 86_400,
  unit: 'seconds',
});

/** The orchestrator starts as many as the resolver allows, so both read one number. */
export const DOWNLOAD_WORKERS = integer({
  help: 'Songs downloaded at the same time. Each source also has its own limit.',
  default: 2,
  min: 1,
  max: 16,
  unit: 'songs',
});

export const SERVER_ACTIVE = text({
  help: 'The media server to keep up to date: plex, jellyfin, navidrome (any OpenSubsonic server) or soulsync (a folder); empty for none.',
  default: (lookup) => String(lookup('ACTIVE_MEDIA_SERVER')),
  defaultText: 'ACTIVE_MEDIA_SERVER',
  belongsTo: 'work',
});

export const ACTIVE_MEDIA_SERVER = text({
  help: 'The earlier name of SERVER_ACTIVE, still read.',
  default: '',
  defaultText: 'none',
  belongsTo: 'work',
});

export const ORIGIN_PORT = port({ help: 'Port of the private origin.', default: 8423 });
