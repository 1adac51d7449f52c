import { counted } from './counted.js';

/** What a scan found. */
export interface ScanCounts {
  readonly files: number;
  readonly added: number;
  readonly changed: number;
  readonly moved: number;
  readonly removed: number;
}

/** Such as `2 added, 1 removed; 120 files`. */
export function scanLine({ files, added, changed, moved, removed }: ScanCounts): string {
  const parts = Object.entries({ added, changed, moved, removed }).filter(([, count]) => count > 0);
  const found = parts.length === 0 ? 'nothing changed' : parts.map(([word, count]) => `${count.toLocaleString('en')} ${word}`).join(', ');
  return `${found}; ${counted(files, 'file')}`;
}
