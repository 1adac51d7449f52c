import type { ConsoleLogin } from '@catalogsync/orchestrator';
import { boxed } from '../report/banner.js';
import type { CommandContext } from '../report/command-context.js';

/**
 * Makes the console's first login if there is none and shows it at once: only its hash is kept, and a later failure
 * must not lose it. Call it before the orchestrator starts.
 */
export async function showFirstLogin(db: string, context: CommandContext): Promise<void> {
  const { ensureConsoleLogin } = await import('@catalogsync/orchestrator');
  const login = await ensureConsoleLogin({ db, clock: context.clock });
  if (login === undefined) return;
  // Not part of a result that a program reads.
  const print = (line: string): unknown => (context.settings.json ? context.output.note(line) : context.output.line(line));
  for (const line of loginBox(login)) print(line);
}

/** A login for a person to keep. */
export function loginBox({ username, password }: ConsoleLogin): string[] {
  return boxed(['Login of the console, shown only once', '', `User:     ${username}`, `Password: ${password}`]);
}
