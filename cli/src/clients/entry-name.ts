/** How a person names an entry of the catalogue: by its id here, or as `platform,id`. */
export function entryNameOf(word: string): { readonly id: number; readonly platform: string; readonly remoteId: string } {
  if (/^\d{1,15}$/.test(word)) return { id: Number(word), platform: '', remoteId: '' };
  const [platform = '', ...rest] = word.split(',');
  return { id: 0, platform: platform.trim(), remoteId: rest.join(',').trim() };
}
