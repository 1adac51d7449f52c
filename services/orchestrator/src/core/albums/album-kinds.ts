const albumKinds = ['album', 'single', 'ep', 'compilation', 'live', 'soundtrack'] as const;
export type AlbumKind = (typeof albumKinds)[number];

export function isAlbumKind(text: string | undefined): text is AlbumKind {
  return albumKinds.some((kind) => kind === text);
}
