import { chmod, stat } from 'node:fs/promises';

/** Nothing for group and others. */
const privateUmask = 0o077;

/** The umask is the process's, so what it was before is too: the one thing here that lives as long as the process. */
let startedWith: number | undefined;

/**
 * From now on, whatever this process and its libraries create is its user's alone: databases with their -wal and -shm files,
 * settings, logs, sockets. What is for other programs is opened to them by `share`.
 */
export function keepFilesPrivate(): void {
  startedWith ??= process.umask(privateUmask);
}

/** Ends `keepFilesPrivate`, for a program that is to run as the owner would run it. */
export function leaveFilesAsStarted(): void {
  if (startedWith !== undefined) process.umask(startedWith);
  startedWith = undefined;
}

/**
 * Gives a new file or folder, such as one of the music library, the permissions that the owner's umask allows. Only adds: a
 * set-group-ID bit or the default access list of its folder may have given it others.
 * @param mode as for `open` or `mkdir`: before the umask
 */
export async function share(path: string, mode: number): Promise<void> {
  if (startedWith === undefined) return;
  const found = (await stat(path)).mode & 0o7777;
  const wanted = found | (mode & ~startedWith);
  if (wanted !== found) await chmod(path, wanted);
}
