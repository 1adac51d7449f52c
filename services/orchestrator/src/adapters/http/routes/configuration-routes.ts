import { filterId, isIdKey, object, oneOf, ref } from '@catalogsync/http';
import { Type } from 'typebox';
import { LONGEST_NOTE } from '../../../core/configuration/configuration.js';
import type { SettingsParts } from '../api-parts.js';
import { appliedRevision, configuration, revision, revisionWithText, settingsProblem } from '../configuration-json.js';
import { type ConsoleRoute, consoleRoutes, id } from '../console-route.js';
import { cursor, limit, pageBody, pageSchema, placeOf } from '../list-page.js';

const route = consoleRoutes('configuration');

/** A settings file has at most 256 KiB; as JSON text it may take twice as much and more. In bytes. */
const bodyLimit = 1024 * 1024;

const contentText = Type.Optional(Type.String({ description: 'The whole text; if absent, the current file.' }));

const machineKeys = Type.Array(Type.String(), {
  description: 'Keys of the machine whose value differs from the current file: only the command line of the machine can apply this text.',
});

/** The settings file and its revisions. */
export function configurationRoutes(parts: SettingsParts): ConsoleRoute[] {
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

const getConfiguration = ({ configuration: current, runtime }: SettingsParts): ConsoleRoute =>
  route('getConfiguration', 'GET /api/config', {
    summary: 'Every key with its value, range and help, and the problems of the current file. Secrets are masked.',
    access: 'read',
    answers: { 200: ref('Configuration') },
    problems: ['not_found'],
    async handle() {
      return { body: configuration.json({ ...(await current.get()), runtime }) };
    },
  });

const checkConfiguration = ({ configuration }: SettingsParts): ConsoleRoute =>
  route('checkConfiguration', 'POST /api/config/check', {
    summary: 'All problems of a text; changes nothing.',
    access: 'operate',
    body: object({ contentText }),
    bodyLimit,
    answers: { 200: object({ problems: Type.Array(ref('SettingsProblem')), machineKeys }) },
    problems: ['not_found'],
    async handle({ body: { contentText: text } }) {
      const machineKeys = text === undefined ? [] : await configuration.machineChanges(text);
      return { body: { problems: (await configuration.check(text)).map(settingsProblem.json), machineKeys } };
    },
  });

function listRevisions({ configuration }: SettingsParts): ConsoleRoute {
  const list = 'revisions';
  return route('listRevisions', 'GET /api/config/revisions', {
    summary: 'Revisions of the configuration, newest first.',
    access: 'read',
    query: { limit, cursor },
    answers: { 200: pageSchema('Revision') },
    async handle({ query }) {
      const token = placeOf(query, list, isIdKey)?.toString() ?? '';
      const { revisions, nextPageToken } = await configuration.list(query.limit, token);
      return { body: pageBody(revisions.map(revision.json), list, nextPageToken === '' ? undefined : Number(nextPageToken)) };
    },
  });
}

const saveRevision = ({ configuration }: SettingsParts): ConsoleRoute =>
  route('saveRevision', 'POST /api/config/revisions', {
    summary: 'Saves a text, or the current file, as a revision. Refuses a text that contains a secret.',
    access: 'operate',
    body: object({ contentText, note: Type.Optional(Type.String({ maxLength: LONGEST_NOTE })) }),
    bodyLimit,
    answers: { 201: ref('Revision') },
    problems: ['not_found'],
    async handle({ body: { note = '', contentText }, caller: { actor } }) {
      const saved = await configuration.save(note, contentText, actor);
      return { status: 201, body: revision.json(saved), headers: { location: `/api/config/revisions/${saved.id}` } };
    },
  });

const getRevision = ({ configuration }: SettingsParts): ConsoleRoute =>
  route('getRevision', 'GET /api/config/revisions/:id', {
    path: { id },
    summary: 'One revision with its text. Secrets are masked.',
    access: 'read',
    answers: { 200: ref('RevisionWithText') },
    problems: ['not_found'],
    async handle({ path }) {
      const found = await configuration.revision(path.id);
      return { body: revisionWithText.json({ ...found.revision, contentText: found.contentText }) };
    },
  });

function diffRevisions({ configuration }: SettingsParts): ConsoleRoute {
  const line = object({ change: oneOf(['same', 'removed', 'added']), text: Type.String() });
  return route('diffRevisions', 'GET /api/config/revisions/:id/diff', {
    path: { id },
    summary: 'Line diff from one revision to another, or to the current file. Secrets are masked.',
    access: 'read',
    query: { to: filterId('to', 'Another revision; if absent, the current file.') },
    answers: { 200: object({ lines: Type.Array(line) }) },
    problems: ['not_found'],
    async handle({ path, query }) {
      return { body: { lines: await configuration.diff(path.id, query.to ?? 0) } };
    },
  });
}

const applyRevision = ({ applying }: SettingsParts): ConsoleRoute =>
  route('applyRevision', 'POST /api/config/revisions/:id/apply', {
    path: { id },
    summary:
      'Applies a revision; refused if it changes a key of the machine. If a service becomes unhealthy within 30 s, the previous text is restored automatically.',
    access: 'administer',
    answers: { 200: ref('AppliedRevision') },
    problems: ['not_found', 'failed_precondition'],
    async handle({ path, caller: { actor } }) {
      return { body: appliedRevision.json(await applying.apply(path.id, actor)) };
    },
  });
