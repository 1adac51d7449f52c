import { isIP } from 'node:net';
import { type ConfigKey, integer, wordList } from './config-key.js';

/** Keys of everything that serves HTTP: one meaning and one default everywhere. */

/** A word list whose words must all pass `check`, which returns what is wrong with one. */
function checkedWords(key: ConfigKey<readonly string[]>, check: (word: string) => string | undefined): ConfigKey<readonly string[]> {
  return {
    ...key,
    parse(value) {
      const words = key.parse(value);
      for (const word of words) {
        const problem = check(word);
        if (problem !== undefined) throw new Error(problem);
      }
      return words;
    },
  };
}

const hostPattern = /^(?:\*\.)?[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?(?:\.[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?)*$/i;

export const ALLOWED_HOSTS = checkedWords(
  wordList({
    help: 'Host names under which people open the console and play links, besides addresses, single words and names on the local network. *.example.org stands for all names below it.',
    default: Object.freeze([]),
    defaultText: 'addresses, names without a dot, localhost, *.local, *.internal, *.home.arpa, and the name of this machine',
    belongsTo: 'machine',
  }),
  (word) => (hostPattern.test(word) ? undefined : `needs host names without scheme and port, not "${word}"`),
);

/** Prefix lengths from 1: a proxy list that trusts everybody would be a mistake. */
function isNetwork(word: string): boolean {
  const [address = '', length, ...rest] = word.split('/');
  const version = isIP(address);
  if (version === 0 || rest.length > 0) return false;
  return length === undefined || (/^\d{1,3}$/.test(length) && Number(length) >= 1 && Number(length) <= (version === 4 ? 32 : 128));
}

export const TRUSTED_PROXIES = checkedWords(
  wordList({
    help: 'Addresses or networks (10.0.0.0/8) of reverse proxies. Only what they say in X-Forwarded-For, -Proto and -Host counts.',
    default: Object.freeze([]),
    defaultText: 'none',
    belongsTo: 'machine',
  }),
  (word) => (isNetwork(word) ? undefined : `needs addresses or networks such as 192.168.1.5 or 10.0.0.0/8, not "${word}"`),
);

export const MAX_CONNECTIONS = integer({
  help: 'Connections that each HTTP server keeps open at once; further ones are closed at once.',
  default: 500,
  min: 10,
  max: 50_000,
  unit: 'connections',
  belongsTo: 'machine',
});

/** The resolver and the orchestrator each keep a log. */
export const AUDIT_KEEP_DAYS = integer({
  help: 'How long entries of the audit log are kept; of each service at most the newest 100,000.',
  default: 400,
  min: 1,
  max: 36_500,
  unit: 'days',
  belongsTo: 'machine',
});
