/** `operator` may change things, `read_only` may look at all of them. */
export const roles = ['operator', 'read_only'] as const;
export type Role = (typeof roles)[number];

export function isRole(word: string): word is Role {
  return (roles as readonly string[]).includes(word);
}
