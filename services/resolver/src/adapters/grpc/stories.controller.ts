import { resolverStoriesV1 as wire } from '@catalogsync/contracts';
import { Controller, Inject } from '@nestjs/common';
import { originOf } from '../../core/ranking/evidence.js';
import { SourceRegistry } from '../../core/sources/source-registry.js';
import { SongStories } from '../../core/stories/song-stories.js';
import { stopSignalToken } from './resolver.controller.js';
import { toStory } from './story-messages.js';

/** gRPC edge of the SongStoryService. */
@Controller()
@wire.SongStoryServiceControllerMethods()
export class StoriesController implements wire.SongStoryServiceController {
  constructor(
    @Inject(SongStories) private readonly stories: SongStories,
    @Inject(SourceRegistry) private readonly sources: SourceRegistry,
    @Inject(stopSignalToken) private readonly stopping: AbortSignal,
  ) {}

  async getSongStory({ platform, remoteId, sha256s }: wire.GetSongStoryRequest): Promise<wire.GetSongStoryResponse> {
    return toStory(await this.stories.of({ platform: originOf(platform, this.sources), remoteId }, sha256s, this.stopping));
  }
}
