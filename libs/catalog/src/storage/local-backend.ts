/** Name of the backend whose base path is LIBRARY_DIR, where downloads are stored. */
export const DEFAULT_LOCAL_BACKEND = 'local';

/**
 * Name of the backend of one folder catalogued in place (a member of LIBRARY_FOLDERS): `library-` and the first
 * 8 hex digits of the SHA-256 of its absolute path in UTF-8. Every service derives the same name by itself.
 *
 * `sha256Hex` is passed in because core has no cryptography. A trailing slash makes no difference.
 */
export function localBackendName(absolutePath: string, sha256Hex: (text: string) => string): string {
  const path = absolutePath.length > 1 ? absolutePath.replace(/(?!^)\/+$/, '') : absolutePath;
  return `library-${sha256Hex(path).slice(0, 8).toLowerCase()}`;
}
