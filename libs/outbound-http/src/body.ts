import type { Readable } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import { Fault } from '@catalogsync/faults';
import { abandon, type HttpAnswer, header } from './exchange.js';
import { shown } from './http-faults.js';

const decoders = { gzip: createGunzip, 'x-gzip': createGunzip, deflate: createInflate, br: createBrotliDecompress } as const;

export const acceptedEncodings = 'gzip, deflate, br';

/** The cap also applies to decoded bytes, so that a small body cannot unfold into a huge one. */
export function tooLarge(url: string, maxBytes: number): Fault {
  return new Fault('data_corrupt', `${shown(url)} sends more than the ${maxBytes} bytes allowed`);
}

/** Refuses by the announced length before a byte is read. */
export function checkAnnounced(answer: HttpAnswer, maxBytes: number): void {
  const announced = Number(header(answer, 'content-length') ?? 0);
  if (announced > maxBytes) throw tooLarge(answer.url, maxBytes);
}

/** Chunks of the body, decoded, at most `maxBytes` altogether. The connection is closed if the reader leaves early. */
export async function* cappedChunks(answer: HttpAnswer, maxBytes: number): AsyncGenerator<Buffer> {
  const source = decoded(answer);
  let total = 0;
  try {
    for await (const chunk of source as AsyncIterable<Buffer>) {
      total += chunk.length;
      if (total > maxBytes) throw tooLarge(answer.url, maxBytes);
      yield chunk;
    }
  } finally {
    source.destroy();
    abandon(answer.body);
  }
}

function decoded(answer: HttpAnswer): Readable {
  const encoding = header(answer, 'content-encoding')?.trim().toLowerCase() ?? 'identity';
  if (encoding === 'identity' || encoding === '') return answer.body;
  const create = decoders[encoding as keyof typeof decoders];
  if (create === undefined) throw new Fault('data_corrupt', `${shown(answer.url)} uses an encoding that was not requested`);
  const decoder = create();
  // pipe() forwards no errors; a broken source must end the reader.
  answer.body.on('error', (error) => decoder.destroy(error));
  decoder.on('error', () => abandon(answer.body));
  return answer.body.pipe(decoder);
}
