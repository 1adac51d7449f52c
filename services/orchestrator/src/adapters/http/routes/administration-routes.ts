import { Type } from 'typebox';
import { actorOf } from '../../../core/console/access.js';
import { roles } from '../../../core/console/roles.js';
import type { AccessParts } from '../api-parts.js';
import { auditJson, tokenJson } from '../console-json.js';
import { isIdKey, pageBody, readCursor } from '../cursor.js';
import { cursor, id, limit } from '../parameters.js';
import { type Route, route } from '../route.js';
import { closed, oneOf, pageOf, ref } from '../schema-parts.js';

/** Tokens for scripts, and what operators did. */
export function administrationRoutes(access: AccessParts): Route[] {
  return [listTokens(access), createToken(access), revokeToken(access), listAudit(access)];
}

function listTokens({ tokens }: AccessParts): Route {
  return route({
    method: 'GET',
    url: '/api/tokens',
    operationId: 'listTokens',
    tag: 'administration',
    summary: 'API tokens, newest first, the revoked ones too. Never the tokens themselves.',
    access: 'read',
    path: {},
    query: {},
    answers: { 200: Type.Object({ items: Type.Array(ref('ApiToken')) }, closed) },
    problems: [],
    async handle() {
      return { body: { items: (await tokens.list()).map(tokenJson) } };
    },
  });
}

function createToken({ tokens }: AccessParts): Route {
  return route({
    method: 'POST',
    url: '/api/tokens',
    operationId: 'createToken',
    tag: 'administration',
    summary: 'Makes an API token. It is told only now; only a hash of it is kept.',
    access: 'administer',
    path: {},
    query: {},
    body: Type.Object(
      {
        name: Type.String({ minLength: 1, maxLength: 100 }),
        role: oneOf(roles),
        expires_in_days: Type.Optional(Type.Integer({ minimum: 1, maximum: 3650, description: 'Never, if absent.' })),
      },
      closed,
    ),
    answers: { 201: ref('NewApiToken') },
    problems: ['failed_precondition'],
    target: ({ body }) => `token ${body.name} (${body.role})`,
    async handle({ body, caller: { principal } }) {
      const request = { name: body.name, role: body.role, expiresInDays: body.expires_in_days };
      const { token, kept } = await tokens.create(request, principal === undefined ? 'nobody' : actorOf(principal));
      return { status: 201, body: { ...tokenJson(kept), token } };
    },
  });
}

function revokeToken({ tokens }: AccessParts): Route {
  return route({
    method: 'DELETE',
    url: '/api/tokens/:id',
    operationId: 'revokeToken',
    tag: 'administration',
    summary: 'From now on the token opens nothing. Again is no fault.',
    access: 'administer',
    path: { id },
    query: {},
    answers: { 204: null },
    problems: ['not_found'],
    async handle({ path }) {
      await tokens.revoke(path.id);
      return { status: 204 };
    },
  });
}

function listAudit({ auditLog }: AccessParts): Route {
  return route({
    method: 'GET',
    url: '/api/audit',
    operationId: 'listAudit',
    tag: 'administration',
    summary: 'What operators did, and what was refused to them, newest first.',
    access: 'read',
    path: {},
    query: { limit, cursor },
    answers: { 200: pageOf('AuditEntry') },
    problems: [],
    async handle({ query }) {
      const before = query.cursor === undefined ? undefined : readCursor(query.cursor, 'audit', isIdKey);
      const rows = await auditLog.list({ before, limit: query.limit + 1 });
      return { body: pageBody(rows, { limit: query.limit, list: 'audit', keyOf: (row) => row.id, toJson: auditJson }) };
    },
  });
}
