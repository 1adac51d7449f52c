import { foldText } from '@catalogsync/catalog';

/** An album's name without the number of the disc, and that number. */
export interface AlbumName {
  readonly name: string;
  readonly discNumber: number | undefined;
}

const disc = String.raw`(?:disc|disk|cd)\s*[-.#]?\s*(\d{1,2})(?!\d)`;
/** `(Disc 2)`, `[CD2: The Hits]`, `（CD 2）`. */
const bracketed = new RegExp(String.raw`^(.*\S)\s*[([【（]\s*${disc}[^)\]】）]*[)\]】）]$`, 'iu');
/** `, Disc 2`, ` - CD2`, ` CD 2`. A word before it ends in a space or a sign, so that `ABCD1` stays whole. */
const atEnd = new RegExp(String.raw`^(.*[^\s,:;–—-])(?:\s*[,:;–—-]\s*|\s+)${disc}$`, 'iu');

/** Discs of one release often have names of their own. */
export function albumName(text: string): AlbumName {
  const plain = text.trim();
  const [, name, number] = bracketed.exec(plain) ?? atEnd.exec(plain) ?? [];
  return name === undefined || number === undefined || Number(number) === 0
    ? { name: plain, discNumber: undefined }
    : { name: name.trim(), discNumber: Number(number) };
}

/** The form in which names are compared; names of signs alone, such as `!!!`, keep them. */
export function foldedName(name: string): string {
  return foldText(name) || name.normalize('NFKC').toLowerCase().trim();
}

const various: ReadonlySet<string> = new Set(
  ['Various Artists', 'Various', 'V.A.', 'VA', '群星', '合辑', '华语群星', '欧美群星', 'Various Interprets', 'オムニバス'].map(foldedName),
);

/** Whether it stands for many artists instead of naming one. */
export function isVarious(artist: string): boolean {
  return various.has(foldedName(artist));
}
