import { Fault } from '@catalogsync/faults';
import type { OutboundRequest } from '@catalogsync/outbound-http';

const refused: NonNullable<OutboundRequest['refused']> = ({ status }) =>
  status === 401
    ? new Fault('unauthenticated', 'the publication asks for a token that this machine does not show', {
        hint: 'Set SNAPSHOT_SOURCE_TOKEN to the one of the machine that publishes.',
      })
    : undefined;

/**
 * What every request to a publication over http(s) shows, and what a refusal means.
 * @param token SNAPSHOT_SOURCE_TOKEN; empty if there is none
 */
export function publicationAccess(token: string): Pick<OutboundRequest, 'headers' | 'refused'> {
  return { ...(token !== '' && { headers: { authorization: `Bearer ${token}` } }), refused };
}
