import { EmulatedServer } from './emulated-server.js';

/** Three sources of music as a home may have them: one is dead, one never answers, one lists files that are none. */
export class TroubledSources {
  private constructor(
    private readonly dead: EmulatedServer,
    private readonly hanging: EmulatedServer,
    private readonly lying: EmulatedServer,
    /** A folder for what slskd would download. */
    private readonly downloads: string,
  ) {}

  static async start(downloads: string): Promise<TroubledSources> {
    const songs = Array.from({ length: 20 }, (_, at) => at);
    const lying: EmulatedServer = await EmulatedServer.start(({ path }) => {
      const rows = songs.map((at) => `${lying.url}/${at}.flac,Song ${at},Nobody,200`);
      return { body: path === '/list.csv' ? `url,title,artist,duration\n${rows.join('\n')}\n` : 'this is no audio at all' };
    });
    const [dead, hanging] = [await EmulatedServer.start(() => undefined), await EmulatedServer.start(() => undefined)];
    await dead.fail('refuse');
    await hanging.fail('hang');
    return new TroubledSources(dead, hanging, lying, downloads);
  }

  /** Settings of a home that uses them: an OpenSubsonic server that hangs, a list that lies, a slskd that is gone. */
  get settings(): Readonly<Record<string, string>> {
    return {
      SUBSONIC_URL: this.hanging.url,
      SUBSONIC_USER: 'user',
      SUBSONIC_PASSWORD: 'password',
      HTTP_LISTS: `${this.lying.url}/list.csv`,
      SLSKD_URL: this.dead.url,
      SLSKD_API_KEY: 'key',
      SLSKD_DOWNLOADS_DIR: this.downloads,
    };
  }

  async stop(): Promise<void> {
    await Promise.all([this.dead, this.hanging, this.lying].map((server) => server.stop()));
  }
}
