import { type Route, route, unread } from '@catalogsync/http';
import type { Invitations, TakeOutcome } from '../../core/pairing/invitations.js';

const refusals: Readonly<Record<Extract<TakeOutcome, string>, { readonly status: number; readonly words: string }>> = {
  unknown: { status: 404, words: 'There is no such invitation. Make one on this host: catalogsync cloud invite\n' },
  used: {
    status: 410,
    words:
      'This invitation was used. Make a new one: catalogsync cloud invite. If it was not you who used it, end its key: catalogsync keys revoke\n',
  },
  expired: { status: 410, words: 'This invitation has expired. Make a new one: catalogsync cloud invite\n' },
};

/** The sealed package of an invitation, once. Its id tells nothing of the code that opens it. */
export function pairingRoute(invitations: Invitations): Route {
  return route('getPairing', 'GET /pairing/:id', {
    tag: 'pairing',
    access: 'open',
    answers: {},
    problems: [],
    // Whoever only looks must not use it up.
    head: 'none',
    summary: 'The sealed package of an invitation, once.',
    path: { id: unread('Its id.') },
    async handle({ path: { id = '' }, request }) {
      const outcome = await invitations.take(id, { actor: 'invited host', via: 'http', address: request.ip });
      const headers = { 'cache-control': 'no-store' };
      if (typeof outcome === 'object') return { body: outcome.sealed, headers: { ...headers, 'content-type': 'application/jose' } };
      const { status, words } = refusals[outcome];
      return { status, body: words, headers: { ...headers, 'content-type': 'text/plain; charset=utf-8' } };
    },
  });
}
