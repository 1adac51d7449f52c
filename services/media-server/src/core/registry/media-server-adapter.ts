/**
 * One kind of media server, such as a Navidrome. More capabilities (search, scan, playlists) are
 * interfaces of their own; an adapter implements those it has.
 */
export interface MediaServerAdapter {
  /** The word that the setting `server.active` chooses it by: lower case, no spaces. */
  readonly name: string;
  /** True if the server answers and accepts the configured account. May throw; callers treat that as "no". */
  isConnected(signal: AbortSignal): Promise<boolean>;
}
