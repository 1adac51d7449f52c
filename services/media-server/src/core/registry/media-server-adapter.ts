/**
 * One kind of media server, such as Navidrome. Further capabilities (search, scan, playlists) are separate
 * interfaces; an adapter implements those it has.
 */
export interface MediaServerAdapter {
  /** The word that selects it in the setting: lower case, no spaces. */
  readonly name: string;
  /** True if the server answers and accepts the configured account. May throw; callers treat that as "no". */
  isConnected(signal: AbortSignal): Promise<boolean>;
}
