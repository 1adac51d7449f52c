/** Where a download stands. */
export const downloadStates = ['queued', 'running', 'interrupted', 'succeeded', 'not_found', 'failed', 'canceled'] as const;

export type DownloadState = (typeof downloadStates)[number];

/**
 * What a download may become. `interrupted` is what the start of the process makes of one that its end cut
 * short. One that came to nothing succeeds after all when a person approves a quarantined file of it.
 */
export const downloadTransitions: Readonly<Record<DownloadState, readonly DownloadState[]>> = {
  queued: ['running', 'canceled'],
  running: ['succeeded', 'not_found', 'failed', 'canceled', 'interrupted'],
  interrupted: ['queued', 'canceled'],
  succeeded: [],
  not_found: ['succeeded'],
  failed: ['succeeded'],
  canceled: [],
};

/** True for states that nothing leaves by itself. */
export function hasEnded(state: DownloadState): boolean {
  return state !== 'queued' && state !== 'running' && state !== 'interrupted';
}
