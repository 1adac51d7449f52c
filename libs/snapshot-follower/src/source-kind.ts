/** On which road a publication comes. */
export type SourceKind = 'folder' | 'http' | 's3';

/** @param source SNAPSHOT_SOURCE */
export function sourceKind(source: string): SourceKind {
  if (/^s3:\/\//i.test(source)) return 's3';
  return /^https?:\/\//i.test(source) ? 'http' : 'folder';
}
