import { resolverLyricsV1 } from '@catalogsync/contracts';
import { Fault } from '@catalogsync/faults';
import { Controller, Inject } from '@nestjs/common';
import { FindLyrics } from '../../core/lyrics/find-lyrics.js';
import { fromSong } from './resolve-messages.js';
import { stopSignalToken } from './resolver.controller.js';

/** For all sources together. */
const findMs = 120_000;

/** gRPC edge of the LyricsService. */
@Controller()
@resolverLyricsV1.LyricsServiceControllerMethods()
export class LyricsController implements resolverLyricsV1.LyricsServiceController {
  constructor(
    @Inject(FindLyrics) private readonly lyrics: FindLyrics,
    @Inject(stopSignalToken) private readonly stopping: AbortSignal,
  ) {}

  async findLyrics({ song, ownSourceOnly }: resolverLyricsV1.FindLyricsRequest): Promise<resolverLyricsV1.FindLyricsResponse> {
    if (song === undefined) throw new Fault('invalid_argument', 'no song is named');
    const signal = AbortSignal.any([this.stopping, AbortSignal.timeout(findMs)]);
    const found = await (ownSourceOnly ? this.lyrics.ofOwnSource(fromSong(song), signal) : this.lyrics.find(fromSong(song), signal));
    return { lyrics: found?.text ?? '', source: found?.source ?? '' };
  }
}
