import { isFaultCode } from '@catalogsync/faults';
import type { DownloadAttempt, DownloadOutcome } from './model.js';

/**
 * The outcome of a run without a file. `not_found`: sources answered, but none has the song in an acceptable form.
 * `failed`: none answered, or one has it and did not deliver.
 */
export function unsuccessful(attempts: readonly DownloadAttempt[]): DownloadOutcome {
  const message = sentence(attempts);
  const failures = attempts.filter(({ outcome }) => outcome === 'failed');
  const undelivered = failures.find(({ remoteId }) => remoteId !== undefined);
  const answered = attempts.some(({ outcome, remoteId }) => outcome !== 'failed' || remoteId !== undefined);
  if (attempts.length === 0) {
    const hint = 'Configure a source that can fetch, or name one that is configured.';
    return { state: 'failed', error: { code: 'failed_precondition', message: 'there is no usable source', hint } };
  }
  const failure = undelivered ?? (answered ? undefined : failures[0]);
  if (failure !== undefined) {
    const code = failure.code !== undefined && isFaultCode(failure.code) ? failure.code : 'internal';
    return { state: 'failed', error: { code, message, hint: 'Try again later; `sources check` shows which sources can be used.' } };
  }
  // A source that found nothing new found only what was refused before.
  const refused = attempts.some(
    ({ outcome, message: said }) => outcome === 'refused' || (outcome === 'nothing_found' && said !== undefined),
  );
  const hint = refused
    ? 'Check the refused files (`quarantine list`), or allow lower quality.'
    : 'Add a source that has it, or check the spelling of the song.';
  return { state: 'not_found', error: { code: 'not_found', message, hint } };
}

function sentence(attempts: readonly DownloadAttempt[]): string {
  const bySource = new Map<string, string[]>();
  for (const { source, outcome, code, message } of attempts) {
    // A message means that it had something already known and refused.
    const nothing = message === undefined ? 'nothing found' : 'nothing new';
    const words = outcome === 'nothing_found' ? nothing : `${outcome} (${(code ?? '').replaceAll('_', ' ')})`;
    const known = bySource.get(source) ?? [];
    if (!known.includes(words)) known.push(words);
    bySource.set(source, known);
  }
  const parts = [...bySource].map(([source, words]) => `${source}: ${words.join(', ')}`);
  return `no source gave the song: ${parts.join('; ')}`;
}
