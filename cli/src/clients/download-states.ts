/** Where a download may stand, in words; loading them loads no RPC. */
export const downloadStates = ['queued', 'running', 'interrupted', 'succeeded', 'not_found', 'failed', 'canceled'] as const;

export type DownloadState = (typeof downloadStates)[number];
