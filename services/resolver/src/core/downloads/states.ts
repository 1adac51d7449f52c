/** Where a download stands. */
export const downloadStates = ['queued', 'running', 'interrupted', 'succeeded', 'not_found', 'failed', 'canceled'] as const;

export type DownloadState = (typeof downloadStates)[number];

/**
 * The states that may follow each state. At start, downloads that the end of the process cut short become
 * `interrupted`. A download without a file still succeeds when a person approves a quarantined file of it.
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

/** True for states that no download leaves by itself. */
export function hasEnded(state: DownloadState): boolean {
  return state !== 'queued' && state !== 'running' && state !== 'interrupted';
}
