/** States of a download, in words; a separate file so that no RPC code is loaded. */
export const downloadStates = ['queued', 'running', 'interrupted', 'succeeded', 'not_found', 'failed', 'canceled'] as const;

export type DownloadState = (typeof downloadStates)[number];
