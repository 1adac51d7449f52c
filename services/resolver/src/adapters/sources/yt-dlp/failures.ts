import { Fault, type FaultCode } from '@catalogsync/faults';
import type { ProcessOutcome } from './supervised-process.js';

/** What yt-dlp writes after `ERROR:`, by words that have been stable for years; the first that fits counts. */
const known: readonly { readonly words: RegExp; readonly code: FaultCode; readonly text: string; readonly hint?: string }[] = [
  { words: /DRM protect/i, code: 'permission_denied', text: 'is protected, and left alone' },
  { words: /HTTP Error 429|Too Many Requests|rate.?limit/i, code: 'rate_limited', text: 'is asked too often' },
  { words: /Sign in to confirm|not a bot|captcha/i, code: 'rate_limited', text: 'wants to see a person' },
  {
    words: /geo.?restrict|not available in your (country|location)|not available from your location/i,
    code: 'not_found',
    text: 'is not available in this country',
  },
  { words: /Requested format is not available|No video formats found/i, code: 'not_found', text: 'offers no whole song' },
  {
    words: /HTTP Error (404|410)|Private video|removed|not available|unavailable|does not exist|no longer/i,
    code: 'not_found',
    text: 'does not have it',
  },
  { words: /Unsupported URL|is not a valid URL/i, code: 'invalid_argument', text: 'is no address of a song' },
  { words: /timed out/i, code: 'timeout', text: 'does not answer in time' },
  { words: /No space left on device/i, code: 'disk_full', text: 'finds no room for the file' },
  {
    words: /HTTP Error 403|Unable to extract|please report this issue/i,
    code: 'unavailable',
    text: 'answers in a way that this release of yt-dlp does not understand',
    hint: 'A newer yt-dlp may know how.',
  },
];

/** A broken connection is reported in the same words as a site that has changed: it is looked for first. */
const noConnection =
  /urlopen error|Connection (refused|reset|aborted)|HTTP Error 5\d\d|Remote end closed|IncompleteRead|EOF occurred|bytes read/i;

/** Undefined for a success. Addresses are left out: those of media hold signatures. */
export function failureOf(site: string, { exitCode, stderr }: ProcessOutcome): Fault | undefined {
  if (exitCode === 0) return undefined;
  if (exitCode === 2) {
    return new Fault('unsupported', 'this yt-dlp does not know an option that is needed', { hint: 'Install a current yt-dlp.' });
  }
  const last = stderr.split('\n').findLast((line) => line.startsWith('ERROR:')) ?? '';
  const options = { cause: new Error(last.replace(/https?:\/\/\S+/g, '[address]').slice(0, 500)) };
  if (noConnection.test(last)) return new Fault('unavailable', `${site} cannot be reached through yt-dlp`, options);
  const kind = known.find(({ words }) => words.test(last));
  if (kind !== undefined) {
    const { code, text, hint } = kind;
    return new Fault(code, `${site} ${text}`, hint === undefined ? options : { ...options, hint });
  }
  const how = exitCode === null ? 'was killed' : `failed with exit code ${exitCode}`;
  return new Fault('unavailable', `yt-dlp ${how} at ${site}`, options);
}
