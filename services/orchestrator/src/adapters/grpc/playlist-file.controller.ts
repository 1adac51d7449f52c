import { orchestratorPlaylistFilesV1 as wire } from '@catalogsync/contracts';
import { actorOf, type RpcCall } from '@catalogsync/rpc';
import { Controller, Inject } from '@nestjs/common';
import type { PlaylistFileEntry } from '../../core/playlist-file/playlist-file-report.js';
import type { PlaylistFiles, ReportedFile } from '../../core/playlist-file/playlist-files.js';
import type { PlaylistReference } from '../../core/playlist-file/playlist-scope.js';
import type { PlaylistReport, ReportPlaylists } from '../../core/playlist-file/report-playlists.js';

/** Tokens of what the module binds. */
export const playlistFilesToken = Symbol('playlist files');
export const reportPlaylistsToken = Symbol('report playlists');

/** For the largest file, with short links of slow hosts. */
const readTimeoutMs = 180_000;

/** gRPC edge of PlaylistFileService. */
@Controller()
@wire.PlaylistFileServiceControllerMethods()
export class PlaylistFileController implements wire.PlaylistFileServiceController {
  constructor(
    @Inject(playlistFilesToken) private readonly files: PlaylistFiles,
    @Inject(reportPlaylistsToken) private readonly reports: ReportPlaylists,
  ) {}

  async readPlaylistFile(file: wire.ReadPlaylistFileRequest): Promise<wire.ReadPlaylistFileResponse> {
    return toMessage(await this.files.read(file, AbortSignal.timeout(readTimeoutMs)));
  }

  async addPlaylistFile(file: wire.AddPlaylistFileRequest, _metadata?: unknown, call?: RpcCall): Promise<wire.AddPlaylistFileResponse> {
    return toMessage(await this.files.add(file, actorOf(call), AbortSignal.timeout(readTimeoutMs)));
  }

  async reportPlaylists({ jobId }: wire.ReportPlaylistsRequest): Promise<wire.ReportPlaylistsResponse> {
    return { playlists: (await this.reports.run(jobId, AbortSignal.timeout(readTimeoutMs))).map(toReport) };
  }
}

function toMessage({ form, playlists, entries }: ReportedFile): wire.ReadPlaylistFileResponse {
  return { form, playlists: playlists.map(toReference), entries: entries.map(toEntry) };
}

const toReference = ({ platform, remoteId, url = '' }: PlaylistReference) => ({ platform, remoteId, url });

function toEntry({ line = 0, text, reference, songs, reason = '', known }: PlaylistFileEntry): wire.PlaylistFileEntry {
  return { line, text, playlist: reference && toReference(reference), songs, reason, known };
}

function toReport({ reference, name = '', songs, failed = '' }: PlaylistReport): wire.PlaylistReport {
  return { playlist: toReference(reference), name, songs, failed };
}
