import type { messages } from './messages.js';

/** What a service gives as its reason for a job that nobody asked for, in full or in part, and the message that says the same. */
export const jobReasons = [
  ['the scheduled scan of the whole library', 'byRescan'],
  ['the library folders may have changed', 'byChange'],
  ['a folder of the library has changed', 'byFolders'],
  ['folders of the library have changed', 'byFolders'],
  ['covers wait to be looked for', 'byCovers'],
  ['nothing is published yet', 'byFirst'],
  ['there is something new', 'byNews'],
  ['only waits for later tries', 'byWait'],
] as const satisfies readonly (readonly [said: string, message: keyof typeof messages])[];
