/** IANA types where registered, otherwise what players agree on. Ogg, FLAC, MP4: RFC 5334, 9639, 4337. */
const typeByExtension: Readonly<Record<string, string>> = {
  mp3: 'audio/mpeg',
  mp2: 'audio/mpeg',
  flac: 'audio/flac',
  ogg: 'audio/ogg',
  oga: 'audio/ogg',
  opus: 'audio/ogg',
  spx: 'audio/ogg',
  m4a: 'audio/mp4',
  m4b: 'audio/mp4',
  mp4: 'audio/mp4',
  alac: 'audio/mp4',
  aac: 'audio/aac',
  wav: 'audio/wav',
  aif: 'audio/aiff',
  aiff: 'audio/aiff',
  aifc: 'audio/aiff',
  wma: 'audio/x-ms-wma',
  ape: 'audio/x-ape',
  wv: 'audio/x-wavpack',
  tta: 'audio/x-tta',
  tak: 'audio/x-tak',
  mpc: 'audio/x-musepack',
  dsf: 'audio/x-dsf',
  dff: 'audio/x-dff',
  mka: 'audio/x-matroska',
  webm: 'audio/webm',
};

/** The media type of an audio file by its extension, with or without the dot; `application/octet-stream` if nobody knows it. */
export function audioMediaType(ext: string | undefined): string {
  const key = (ext ?? '').trim().replace(/^\./, '').toLowerCase();
  return (Object.hasOwn(typeByExtension, key) ? typeByExtension[key] : undefined) ?? 'application/octet-stream';
}
