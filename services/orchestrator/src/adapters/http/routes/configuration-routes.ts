import { closed, filterId, isIdKey, oneOf, ref } from '@catalogsync/http';
import { Type } from 'typebox';
import { LONGEST_NOTE } from '../../../core/configuration/configuration.js';
import type { ConfigurationParts } from '../api-parts.js';
import { appliedJson, configurationJson, revisionJson, settingsProblemJson } from '../configuration-json.js';
import { type ConsoleRoute, consoleRoute } from '../console-route.js';
import { pageBody, placeOf } from '../list-page.js';
import { cursor, id, limit } from '../parameters.js';
import { pageOf } from '../schema-parts.js';

/** A settings file has at most 256 KiB; as JSON text it may take twice as much and more. In bytes. */
const bodyLimit = 1024 * 1024;

const contentText = Type.Optional(Type.String({ description: 'The whole text; if absent, the current file.' }));

/** The settings file and its revisions. */
export function configurationRoutes(parts: ConfigurationParts): ConsoleRoute[] {
  return [
    getConfiguration(parts),
    checkConfiguration(parts),
    listRevisions(parts),
    saveRevision(parts),
    getRevision(parts),
    diffRevisions(parts),
    applyRevision(parts),
  ];
}

function getConfiguration({ configuration, runtime }: ConfigurationParts): ConsoleRoute {
  return consoleRoute({
    method: 'GET',
    url: '/api/config',
    operationId: 'getConfiguration',
    tag: 'configuration',
    summary: 'Every key with its value, range and help, and the problems of the current file. Secrets are masked.',
    access: 'read',
    answers: { 200: ref('Configuration') },
    problems: ['not_found'],
    async handle() {
      return { body: configurationJson(await configuration.get(), runtime) };
    },
  });
}

function checkConfiguration({ configuration }: ConfigurationParts): ConsoleRoute {
  return consoleRoute({
    method: 'POST',
    url: '/api/config/check',
    operationId: 'checkConfiguration',
    tag: 'configuration',
    summary: 'All problems of a text; changes nothing.',
    access: 'operate',
    body: Type.Object({ content_text: contentText }, closed),
    bodyLimit,
    answers: { 200: Type.Object({ problems: Type.Array(ref('SettingsProblem')) }, closed) },
    async handle({ body }) {
      return { body: { problems: (await configuration.check(body.content_text)).map(settingsProblemJson) } };
    },
  });
}

function listRevisions({ configuration }: ConfigurationParts): ConsoleRoute {
  const list = 'revisions';
  return consoleRoute({
    method: 'GET',
    url: '/api/config/revisions',
    operationId: 'listRevisions',
    tag: 'configuration',
    summary: 'Revisions of the configuration, newest first.',
    access: 'read',
    query: { limit, cursor },
    answers: { 200: pageOf('Revision') },
    async handle({ query }) {
      const token = placeOf(query, list, isIdKey)?.toString() ?? '';
      const { revisions, nextPageToken } = await configuration.list(query.limit, token);
      return { body: pageBody(revisions.map(revisionJson), list, nextPageToken === '' ? undefined : Number(nextPageToken)) };
    },
  });
}

function saveRevision({ configuration }: ConfigurationParts): ConsoleRoute {
  return consoleRoute({
    method: 'POST',
    url: '/api/config/revisions',
    operationId: 'saveRevision',
    tag: 'configuration',
    summary: 'Saves a text, or the current file, as a revision. Refuses a text that contains a secret.',
    access: 'operate',
    body: Type.Object({ content_text: contentText, note: Type.Optional(Type.String({ maxLength: LONGEST_NOTE })) }, closed),
    bodyLimit,
    answers: { 201: ref('Revision') },
    problems: ['not_found'],
    async handle({ body: { note = '', content_text } }) {
      const saved = await configuration.save(note, content_text);
      return { status: 201, body: revisionJson(saved), headers: { location: `/api/config/revisions/${saved.id}` } };
    },
  });
}

const common = { tag: 'configuration', path: { id } } as const;

function getRevision({ configuration }: ConfigurationParts): ConsoleRoute {
  return consoleRoute({
    ...common,
    method: 'GET',
    url: '/api/config/revisions/:id',
    operationId: 'getRevision',
    summary: 'One revision with its text. Secrets are masked.',
    access: 'read',
    answers: { 200: ref('RevisionWithText') },
    problems: ['not_found'],
    async handle({ path }) {
      const { revision, contentText: text } = await configuration.revision(path.id);
      return { body: { ...revisionJson(revision), content_text: text } };
    },
  });
}

function diffRevisions({ configuration }: ConfigurationParts): ConsoleRoute {
  const line = Type.Object({ change: oneOf(['same', 'removed', 'added']), text: Type.String() }, closed);
  return consoleRoute({
    ...common,
    method: 'GET',
    url: '/api/config/revisions/:id/diff',
    operationId: 'diffRevisions',
    summary: 'Line diff from one revision to another, or to the current file. Secrets are masked.',
    access: 'read',
    query: { to: filterId('to', 'Another revision; if absent, the current file.') },
    answers: { 200: Type.Object({ lines: Type.Array(line) }, closed) },
    problems: ['not_found'],
    async handle({ path, query }) {
      return { body: { lines: await configuration.diff(path.id, query.to ?? 0) } };
    },
  });
}

function applyRevision({ applying }: ConfigurationParts): ConsoleRoute {
  return consoleRoute({
    ...common,
    method: 'POST',
    url: '/api/config/revisions/:id/apply',
    operationId: 'applyRevision',
    summary: 'Applies a revision. If a service becomes unhealthy within 30 s, the previous text is restored automatically.',
    access: 'operate',
    answers: { 200: ref('AppliedRevision') },
    problems: ['not_found', 'failed_precondition'],
    async handle({ path }) {
      return { body: appliedJson(await applying.apply(path.id)) };
    },
  });
}
