import { filterText, object, ref, requestFault } from '@catalogsync/http';
import { Type } from 'typebox';
import type { CatalogueParts } from '../api-parts.js';
import { type ConsoleRoute, consoleRoutes, id } from '../console-route.js';
import { candidates, madeChoice, rejectedFile, songStory } from '../song-story-json.js';

const route = consoleRoutes('catalogue');

/** One source is asked, which may wait for its turn. */
const searchMs = 130_000;
const answerMs = 30_000;
const mostItems = 20;

type Parts = Pick<CatalogueParts, 'recordings' | 'songItems'>;

/** What was done for single songs, what sources offer besides, and what people decide about it. */
export function songStoryRoutes(parts: Parts): ConsoleRoute[] {
  return [getSongStory(parts), listCandidates(parts), chooseCandidate(parts), deleteChoice(parts), rejectSongFile(parts)];
}

const getSongStory = ({ recordings, songItems }: Parts): ConsoleRoute =>
  route('getSongStory', 'GET /api/songs/:id/story', {
    summary: 'What was done for a song: searches, downloads, work of jobs, decisions.',
    access: 'read',
    path: { id },
    answers: { 200: ref('SongStory') },
    problems: ['not_found', 'unavailable'],
    async handle({ path }) {
      const story = await recordings.story(path.id, AbortSignal.timeout(answerMs));
      return { body: songStory.json({ ...story, items: await songItems.itemsOf(path.id, mostItems) }) };
    },
  });

const sourceName = filterText('source', 64, 'Name or alias of the source to ask.');

const listCandidates = ({ recordings }: Parts): ConsoleRoute =>
  route('listCandidates', 'GET /api/songs/:id/candidates', {
    summary: 'What one source offers for a song now, in its own order. The source is asked, which may take seconds.',
    access: 'read',
    path: { id },
    query: { source: { ...sourceName, required: true } },
    answers: { 200: ref('Candidates') },
    problems: ['not_found', 'failed_precondition', 'unsupported', 'unavailable', 'timeout', 'rate_limited'],
    async handle({ path, query: { source } }) {
      if (source === undefined) throw requestFault('invalid_parameter', 'source is missing');
      return { body: candidates.json(await recordings.offers(path.id, source, AbortSignal.timeout(searchMs))) };
    },
  });

const text = (most: number) => Type.String({ minLength: 1, maxLength: most });
const note = Type.Optional(Type.String({ maxLength: 1000, default: '' }));

const chooseCandidate = ({ recordings }: Parts): ConsoleRoute =>
  route('chooseCandidate', 'POST /api/songs/:id/choose', {
    summary: 'Keeps the choice of a recording for ever, and downloads it now.',
    access: 'operate',
    path: { id },
    body: object({ source: text(64), remoteId: text(1000), note }),
    answers: { 200: ref('MadeChoice') },
    problems: ['not_found', 'failed_precondition', 'unavailable'],
    async handle({ path, body: { note: why = '', ...choice }, caller: { actor } }) {
      return { body: madeChoice.json(await recordings.choose(path.id, { ...choice, note: why }, actor, AbortSignal.timeout(answerMs))) };
    },
  });

const deleteChoice = ({ recordings }: Parts): ConsoleRoute =>
  route('deleteChoice', 'DELETE /api/songs/:id/choice', {
    summary: 'Withdraws the choice of a recording. The file stays.',
    access: 'operate',
    path: { id },
    answers: { 204: null },
    problems: ['not_found', 'unavailable'],
    async handle({ path, caller: { actor } }) {
      await recordings.unchoose(path.id, actor, AbortSignal.timeout(answerMs));
      return { status: 204 };
    },
  });

const rejectSongFile = ({ recordings }: Parts): ConsoleRoute =>
  route('rejectSongFile', 'POST /api/songs/:id/reject', {
    summary: 'Never serves a file again, nor fetches it. It stays on the disk; with `retry` the song is downloaded anew.',
    access: 'operate',
    path: { id },
    body: object({ fileId: Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER }), note, retry: Type.Boolean() }),
    answers: { 200: ref('RejectedFile') },
    problems: ['not_found', 'failed_precondition', 'unavailable'],
    async handle({ path, body: { fileId, note: why = '', retry }, caller: { actor } }) {
      const order = { songId: path.id, fileId, note: why, retry };
      return { body: rejectedFile.json({ ...(await recordings.refuse(order, actor, AbortSignal.timeout(answerMs))), fileId }) };
    },
  });
