import { orchestratorLyricsV1 } from '@catalogsync/contracts';
import { Fault } from '@catalogsync/faults';
import { streamOf } from '@catalogsync/rpc';
import { Controller, Inject } from '@nestjs/common';
import type { Observable } from 'rxjs';
import { BackfillLyrics } from '../../core/lyrics/backfill-lyrics.js';

/** When lyrics are no longer to be looked for: the service stops. */
export const lyricsStopToken = Symbol('end of looking for lyrics');
/** Milliseconds since 1970. */
export const lyricsClockToken = Symbol('clock of looking for lyrics');

/** Callers are told this often. */
const tellMs = 200;

/** gRPC edge of LyricsService. */
@Controller()
@orchestratorLyricsV1.LyricsServiceControllerMethods()
export class LyricsController implements orchestratorLyricsV1.LyricsServiceController {
  constructor(
    @Inject(BackfillLyrics) private readonly lyrics: BackfillLyrics,
    @Inject(lyricsStopToken) private readonly stopping: AbortSignal,
    @Inject(lyricsClockToken) private readonly now: () => number,
  ) {}

  backfillLyrics(request: orchestratorLyricsV1.BackfillLyricsRequest): Observable<orchestratorLyricsV1.BackfillLyricsResponse> {
    if (request.after < 0) throw new Fault('invalid_argument', 'a position is a number from 0');
    return streamOf((left) => this.backfill(request, AbortSignal.any([left, this.stopping])));
  }

  private async *backfill(
    request: orchestratorLyricsV1.BackfillLyricsRequest,
    signal: AbortSignal,
  ): AsyncGenerator<orchestratorLyricsV1.BackfillLyricsResponse> {
    let last: orchestratorLyricsV1.BackfillLyricsResponse | undefined;
    let told = 0;
    for await (const counts of this.lyrics.run(request, signal)) {
      last = { ...counts, done: false };
      if (this.now() - told < tellMs) continue;
      told = this.now();
      yield last;
    }
    if (last !== undefined) yield { ...last, done: true };
  }
}
