import { Fault } from '@catalogsync/faults';
import { JsonShape } from '@catalogsync/outbound-http';
import { Type } from 'typebox';
import type { ServerPicture } from '../../../core/servers/values.js';
import { asUnknown } from './answers.js';
import type { JellyfinClient } from './client.js';
import type { JellyfinConnection } from './connection.js';

/** Members that are written, and locked so that the server's next scan keeps them. */
type WrittenField = 'Genres' | 'Overview';

const itemShape = new JsonShape(Type.Object({ Id: Type.String(), LockedFields: Type.Optional(Type.Array(Type.String())) }));

/** What is written to artists, albums and playlists. The server clears whatever an update leaves out, so all that was read goes back. */
export class JellyfinMetadata {
  constructor(
    private readonly client: JellyfinClient,
    private readonly connection: JellyfinConnection,
  ) {}

  /** @throws Fault `not_found`, `permission_denied` without the rights of an administrator */
  async write(itemId: string, field: WrittenField, value: string | readonly string[], signal: AbortSignal): Promise<void> {
    const { userId } = await this.connection.session(signal);
    const path = `/Items/${encodeURIComponent(itemId)}`;
    await asUnknown('there is no such artist, album or playlist', async () => {
      const text = await this.client.text(path, { userId }, signal);
      const { LockedFields = [] } = itemShape.parse(text, 'Jellyfin GET /Items/{id}');
      // Parsed once more: members that are null, and those that nobody here knows, go back as they came.
      const item = JSON.parse(text) as Record<string, unknown>;
      const json = { ...item, [field]: value, LockedFields: [...new Set([...LockedFields, field])] };
      await this.client.change({ method: 'POST', path, json }, signal);
    });
  }

  /** Jellyfin wants the picture as base64 text under the picture's own type. */
  async setPicture(itemId: string, { bytes, mediaType }: ServerPicture, signal: AbortSignal): Promise<void> {
    const type = mediaType
      .replace(/;.*$/s, '')
      .trim()
      .toLowerCase()
      .replace(/^image\/jpg$/, 'image/jpeg');
    if (!/^image\/[\w.+-]+$/.test(type)) throw new Fault('invalid_argument', `"${mediaType}" is not the type of a picture`);
    const content = { mediaType: type, bytes: Buffer.from(Buffer.from(bytes).toString('base64')) };
    const path = `/Items/${encodeURIComponent(itemId)}/Images/Primary`;
    await asUnknown('there is no such artist or album', () => this.client.change({ method: 'POST', path, content }, signal));
  }
}
