import { mediaServerMetadataV1 as wire } from '@catalogsync/contracts';
import { Fault } from '@catalogsync/faults';
import { Controller, Inject } from '@nestjs/common';
import { MediaServerEngine } from '../../core/engine/media-server-engine.js';
import type { ServerPicture } from '../../core/servers/values.js';
import { doneValue } from './answers.js';

const callMs = 60_000;
const mostPictureBytes = 3_000_000;
const [mostGenres, longestGenre, longestText] = [100, 200, 100_000];

/** gRPC edge of ServerMetadataService. */
@Controller()
@wire.ServerMetadataServiceControllerMethods()
export class MetadataController implements wire.ServerMetadataServiceController {
  constructor(@Inject(MediaServerEngine) private readonly engine: MediaServerEngine) {}

  async updateArtistGenres({ artistId, genres }: wire.UpdateArtistGenresRequest): Promise<wire.UpdateArtistGenresResponse> {
    const trimmed = [...new Set(genres.map((genre) => genre.trim()))];
    if (trimmed.length > mostGenres || trimmed.some((genre) => genre === '' || genre.length > longestGenre)) {
      throw new Fault('invalid_argument', `name at most ${mostGenres} genres of 1 to ${longestGenre} characters`);
    }
    doneValue(await this.engine.updateArtistGenres(artistId, trimmed, AbortSignal.timeout(callMs)));
    return {};
  }

  async updateArtistPoster({ artistId, picture }: wire.UpdateArtistPosterRequest): Promise<wire.UpdateArtistPosterResponse> {
    doneValue(await this.engine.updateArtistPoster(artistId, toPicture(picture), AbortSignal.timeout(callMs)));
    return {};
  }

  async updateAlbumPoster({ albumId, picture }: wire.UpdateAlbumPosterRequest): Promise<wire.UpdateAlbumPosterResponse> {
    doneValue(await this.engine.updateAlbumPoster(albumId, toPicture(picture), AbortSignal.timeout(callMs)));
    return {};
  }

  async updateArtistBiography({ artistId, text }: wire.UpdateArtistBiographyRequest): Promise<wire.UpdateArtistBiographyResponse> {
    if (text.length > longestText) throw new Fault('invalid_argument', `a biography may have at most ${longestText} characters`);
    doneValue(await this.engine.updateArtistBiography(artistId, text, AbortSignal.timeout(callMs)));
    return {};
  }
}

function toPicture(picture: wire.Picture | undefined): ServerPicture {
  const { content, mediaType } = picture ?? { content: new Uint8Array(), mediaType: '' };
  if (content.length === 0 || content.length > mostPictureBytes) throw new Fault('invalid_argument', 'send a picture of at most 3 MB');
  if (!/^image\/(jpeg|png|webp)$/.test(mediaType)) throw new Fault('invalid_argument', 'send a JPEG, PNG or WebP picture');
  return { bytes: content, mediaType };
}
