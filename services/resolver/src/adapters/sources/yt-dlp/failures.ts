import { Fault, type FaultCode } from '@catalogsync/faults';
import type { ProcessOutcome } from './supervised-process.js';

/** What yt-dlp writes after `ERROR:`, by words that have been stable for years; the first match wins. */
const known: readonly { readonly words: RegExp; readonly code: FaultCode; readonly text: string; readonly hint?: string }[] = [
  { words: /DRM protect/i, code: 'permission_denied', text: 'reports copy protection' },
  { words: /HTTP Error 429|Too Many Requests|rate.?limit/i, code: 'rate_limited', text: 'reports too many requests' },
  { words: /Sign in to confirm|not a bot|captcha/i, code: 'rate_limited', text: 'is asked for a login or a captcha' },
  {
    words: /geo.?restrict|not available in your (country|location)|not available from your location/i,
    code: 'not_found',
    text: 'reports the song as blocked in this country',
  },
  { words: /Requested format is not available|No video formats found/i, code: 'not_found', text: 'finds only a clip' },
  {
    words: /HTTP Error (404|410)|Private video|removed|not available|unavailable|does not exist|no longer/i,
    code: 'not_found',
    text: 'finds no such song',
  },
  { words: /Unsupported URL|No suitable extractor|is not a valid URL/i, code: 'invalid_argument', text: 'does not recognise this address' },
  { words: /timed out/i, code: 'timeout', text: 'got no answer in time' },
  { words: /No space left on device/i, code: 'disk_full', text: 'found no space for the file' },
  {
    words: /HTTP Error 403|Unable to extract|please report this issue/i,
    code: 'unavailable',
    text: 'could not understand the answer',
    hint: 'Try a newer yt-dlp.',
  },
];

/** A broken connection is reported in the same words as a changed site, so look for it first. */
const noConnection =
  /urlopen error|Connection (refused|reset|aborted)|HTTP Error 5\d\d|Remote end closed|IncompleteRead|EOF occurred|bytes read/i;

/** Undefined on success. Addresses are left out, because media addresses contain signatures. */
export function failureOf(site: string, { exitCode, stderr }: ProcessOutcome): Fault | undefined {
  if (exitCode === 0) return undefined;
  if (exitCode === 2) {
    return new Fault('unsupported', 'this yt-dlp does not know a required option', { hint: 'Install a current yt-dlp.' });
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
