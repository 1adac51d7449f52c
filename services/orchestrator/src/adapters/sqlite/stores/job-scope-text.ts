import type { PlaylistReference, PlaylistScope } from '../../../core/playlist-file/playlist-scope.js';

/** `job_runs.playlist_scope_json`: `{}` is no scope. */
interface ScopeJson {
  readonly playlists?: readonly { readonly platform?: unknown; readonly remote_id?: unknown; readonly url?: unknown }[];
  readonly file?: { readonly id?: unknown; readonly name?: unknown };
}

export function scopeText(scope: PlaylistScope | undefined): string {
  if (scope === undefined) return '{}';
  const playlists = scope.playlists.map(({ platform, remoteId, url }) => ({ platform, remote_id: remoteId, url }));
  return JSON.stringify({ playlists, file: scope.file });
}

/**
 * What `scopeText` wrote. Another program's text has no meaning here; its jobs are shown and never run,
 * so for them nothing is lost.
 */
export function toScope(text: string): PlaylistScope | undefined {
  const json = parsed(text);
  if (!Array.isArray(json?.playlists)) return undefined;
  const playlists = json.playlists.flatMap((entry): PlaylistReference[] => {
    if (typeof entry?.platform !== 'string' || typeof entry.remote_id !== 'string') return [];
    return [{ platform: entry.platform, remoteId: entry.remote_id, url: typeof entry.url === 'string' ? entry.url : undefined }];
  });
  const { id, name } = json.file ?? {};
  return { playlists, file: typeof id === 'string' && typeof name === 'string' ? { id, name } : undefined };
}

function parsed(text: string): ScopeJson | null {
  try {
    return JSON.parse(text) as ScopeJson | null;
  } catch {
    // See above.
    return null;
  }
}
