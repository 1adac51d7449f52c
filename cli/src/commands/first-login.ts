import type { CommandContext } from '../command-context.js';
import type { OpenHome } from '../host/open-home.js';

export async function showFirstLogin(_open: OpenHome, _context: CommandContext): Promise<void> {}
