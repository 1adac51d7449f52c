import type { Container } from '../container.js';
import { audioLayout, type Region } from '../contents/audio-layout.js';
import type { ReadAt } from '../read-at.js';
import { asfRegions, dsfRegions, iffRegions, riffRegions } from './chunks.js';
import { matroskaRegions } from './matroska.js';
import { endOfAudio, startOfFrames } from './tags-around.js';

/** A file whose kind is known. */
export interface AudioFile {
  readonly container: Container;
  readonly size: number;
  /** Behind an ID3v2 tag at the beginning. */
  readonly audioStart: number;
}

/** Where the audio is, without what taggers write: in the order of the file; empty if there is none where the format has it. */
export async function audioRegions(file: AudioFile, read: ReadAt): Promise<Region[]> {
  const { container, size, audioStart: start } = file;
  switch (container) {
    case 'MPEG audio':
    case 'AAC':
      return [{ from: await startOfFrames(read, start), to: await endOfAudio(read, size) }];
    case "Monkey's Audio":
    case 'WavPack':
    case 'Musepack':
      return [{ from: start, to: await endOfAudio(read, size) }];
    case 'FLAC':
      return laidOut('flac', file, read);
    case 'MP4':
      return laidOut('m4a', file, read);
    case 'WAV':
      return riffRegions(read, size);
    case 'AIFF':
      return iffRegions(read, size, { sizeBytes: 4, audio: ['SSND'] });
    case 'DSDIFF':
      return iffRegions(read, size, { sizeBytes: 8, audio: ['DSD ', 'DST '] });
    case 'DSF':
      return dsfRegions(read, size);
    case 'ASF':
      return asfRegions(read, size);
    case 'Matroska':
      return matroskaRegions(read, size);
    case 'Ogg':
      // Its tags share pages with other headers, see oggAudio.
      return [];
  }
}

async function laidOut(ext: string, { size, audioStart: start }: AudioFile, read: ReadAt): Promise<Region[]> {
  const { regions, damage } = await audioLayout({ ext, start }, read, size);
  if (damage !== undefined) return [];
  if (ext !== 'flac') return [...regions];
  const end = await endOfAudio(read, size);
  return regions.map(({ from }) => ({ from, to: end }));
}
