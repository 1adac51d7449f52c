import { readdirSync, readlinkSync } from 'node:fs';

/** Files of a folder, or the file of that name, that this process has open. Linux only. */
export function openFiles(path: string): string[] {
  return readdirSync('/proc/self/fd').flatMap((fd) => {
    try {
      const opened = readlinkSync(`/proc/self/fd/${fd}`);
      return opened.startsWith(path) ? [opened] : [];
    } catch {
      // Closed between the listing and the read.
      return [];
    }
  });
}
