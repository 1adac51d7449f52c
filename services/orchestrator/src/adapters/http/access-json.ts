import { from, instant, oneOf, shape } from '@catalogsync/http';
import { Type } from 'typebox';
import type { ListedUser } from '../../core/console/console-users.js';
import { roles } from '../../core/console/roles.js';
import type { OpenSession } from '../../core/console/sessions.js';

// Who may use the console, as its API shows them.

interface ShownOpenSession extends OpenSession {
  readonly current: boolean;
}

export const openSession = shape<ShownOpenSession>()('OpenSession', {
  id: Type.String(),
  createdAt: from(({ since }) => since, instant()),
  lastUsedAt: from(({ usedAt }) => usedAt, instant()),
  expiresAt: instant({ description: 'When it ends if it is not used.' }),
  address: Type.String({ description: 'Where it was opened.' }),
  userAgent: Type.String({ description: 'As the browser named itself, at most 200 characters.' }),
  current: Type.Boolean({ description: 'The one that asks.' }),
});

export const consoleUser = shape<ListedUser>()('ConsoleUser', {
  username: Type.String(),
  role: oneOf(roles),
  createdAt: instant(),
});

export const accessSchemas = [openSession, consoleUser].map(({ schema }) => schema);
