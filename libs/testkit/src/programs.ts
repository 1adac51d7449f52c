import { spawnSync } from 'node:child_process';

/**
 * Whether tests that need a program can run. In CI (`CI=true`) a missing one is an error: there it is
 * installed, and a suite that is skipped in silence proves nothing. By hand the suite is skipped with
 * a line that says so: `(requireProgram('ffmpeg') ? describe : describe.skip)(…)`.
 */
export function requireProgram(name: string, versionFlag = '-version'): boolean {
  const { error } = spawnSync(name, [versionFlag], { stdio: 'ignore' });
  if (error === undefined) return true;
  if (process.env.CI === 'true') throw new Error(`${name} is not installed; CI must have it`);
  process.stderr.write(`\n!!! SKIPPED: these tests need the program ${name}, which is not installed\n\n`);
  return false;
}
