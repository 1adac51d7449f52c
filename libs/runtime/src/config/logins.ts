/** True for an address with a password in it: `https://user:password@host`. */
export function holdsLogin(value: string): boolean {
  return /:\/\/[^/\s@]*:[^/\s]+@/.test(value);
}
