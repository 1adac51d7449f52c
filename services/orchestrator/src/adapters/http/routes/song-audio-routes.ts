import { audioMediaType } from '@catalogsync/catalog';
import { Fault } from '@catalogsync/faults';
import { choice, fileAnswer, filterId, pathText } from '@catalogsync/http';
import { Type } from 'typebox';
import type { ListeningParts } from '../api-parts.js';
import { type ConsoleRoute, consoleRoutes, id } from '../console-route.js';

const route = consoleRoutes('catalogue');

/** Songs to listen to, and their covers. */
export function songAudioRoutes(parts: ListeningParts): ConsoleRoute[] {
  return [getSongAudio(parts), getCover(parts)];
}

const binary = Type.Unsafe({ type: 'string', format: 'binary' });

const getSongAudio = ({ audio, audioFileAt }: ListeningParts): ConsoleRoute =>
  route('getSongAudio', 'GET /api/songs/:id/audio', {
    summary: 'The bytes of a local file of a song, with ranges.',
    access: 'read',
    path: { id },
    query: { fileId: filterId('fileId', 'A file of the song; its primary one if left out.') },
    answers: {
      200: { description: 'The whole file.', schema: binary, mediaType: 'audio/*' },
      206: { description: 'The part that Range asks for.', schema: binary, mediaType: 'audio/*' },
    },
    problems: ['not_found'],
    async handle({ path, query, request: { raw } }) {
      const place = await audio.audioOf(path.id, query.fileId);
      const file = place && (await audioFileAt(place));
      const headers = { 'cache-control': 'private, no-cache', 'content-type': audioMediaType(place?.ext) };
      const answer = file && (await fileAnswer(raw, { ...file, headers }));
      if (answer !== undefined) return answer;
      throw new Fault('not_found', `song ${path.id} has no such local file`, { hint: 'See `playable` of its files.' });
    },
  });

const hashForm = /^[0-9a-f]{64}$/;

const getCover = ({ coversFolder }: ListeningParts): ConsoleRoute =>
  route('getCover', 'GET /api/covers/:hash/:size', {
    summary: 'A picture of a cover, as WebP. It never changes.',
    access: 'read',
    path: {
      hash: pathText(64, { description: 'coverHash of a song or playlist.' }),
      size: { ...choice('size', ['96', '300', '640'], { description: 'Longest side in pixels.' }), required: true },
    },
    answers: { 200: { description: 'The picture.', schema: binary, mediaType: 'image/webp' } },
    problems: ['not_found'],
    async handle({ path: { hash, size }, request: { raw } }) {
      const headers = { 'cache-control': 'private, max-age=31536000, immutable', 'content-type': 'image/webp' };
      const path = `/${hash.slice(0, 2)}/${hash}-${size}.webp`;
      const answer = hashForm.test(hash) ? await fileAnswer(raw, { root: coversFolder, path, headers }) : undefined;
      if (answer !== undefined) return answer;
      throw new Fault('not_found', 'there is no such picture');
    },
  });
