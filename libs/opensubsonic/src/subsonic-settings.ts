/** How the user logs in: `token` sends no password, `password` is for servers without token support. @internal for tests */
export type SubsonicAuth = 'token' | 'password' | 'api-key';

export interface SubsonicSettings {
  /** Base address without a trailing slash. */
  readonly url: string;
  readonly user: string;
  /** The password, or the key where `auth` is `api-key`. */
  readonly secret: string;
  readonly auth: SubsonicAuth;
  /** The user's names for these settings, so that a hint can name the one to change. */
  readonly settingNames: { readonly user: string; readonly secret: string; readonly auth: string };
}
