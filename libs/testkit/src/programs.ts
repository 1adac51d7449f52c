import { spawnSync } from 'node:child_process';

/**
 * Whether tests that need a program can run. In CI (`CI=true`) a missing program is an error, because a silently
 * skipped suite proves nothing. Otherwise the suite is skipped with a message:
 * `(requireProgram('ffmpeg') ? describe : describe.skip)(…)`.
 */
export function requireProgram(name: string, versionFlag = '-version'): boolean {
  const { error } = spawnSync(name, [versionFlag], { stdio: 'ignore' });
  if (error === undefined) return true;
  if (process.env.CI === 'true') throw new Error(`${name} is not installed; CI must have it`);
  process.stderr.write(`\n!!! SKIPPED: these tests need the program ${name}, which is not installed\n\n`);
  return false;
}
