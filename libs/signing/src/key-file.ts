import { stat } from 'node:fs/promises';
import { Fault, toFault, withFaults } from '@catalogsync/faults';
import { type CryptoKey, importJWK } from 'jose';
import { readRing } from './key-ring-files.js';

export interface LoadedKey {
  readonly kid: string;
  readonly key: CryptoKey;
}

interface Loaded {
  readonly stamp: string;
  readonly keys: readonly LoadedKey[];
}

/** How long a key removed from a file may still be accepted. */
const recheckMs = 1_000;

/**
 * The keys of one JWKS file, imported once and again whenever the file changes, so that a rotation needs no
 * restart. `part` selects the private part of the current key, or every public part.
 */
export class KeyFile {
  private loaded: Loaded | undefined;
  private loading: Promise<Loaded> | undefined;
  private checkedAt = Number.NEGATIVE_INFINITY;

  constructor(
    readonly file: string,
    private readonly part: 'private' | 'public',
  ) {}

  /**
   * The usable keys; for `private`, only the current one.
   * @throws Fault `failed_precondition` if the file is absent or holds no usable key, `data_corrupt` if it is damaged.
   */
  async keys(): Promise<readonly LoadedKey[]> {
    if (this.loaded !== undefined && performance.now() - this.checkedAt < recheckMs) return this.loaded.keys;
    return (await this.refresh()).keys;
  }

  /** Finds a key by id; for an unknown id it re-reads the file at once. */
  async find(kid: string): Promise<LoadedKey | undefined> {
    const known = (await this.keys()).find((key) => key.kid === kid);
    return known ?? (await this.refresh()).keys.find((key) => key.kid === kid);
  }

  private refresh(): Promise<Loaded> {
    this.loading ??= this.load().finally(() => {
      this.loading = undefined;
    });
    return this.loading;
  }

  private async load(): Promise<Loaded> {
    const stamp = await this.stamp();
    if (this.loaded?.stamp !== stamp) {
      // An unusable file must not leave older keys valid: one of them may have been revoked.
      this.loaded = undefined;
      this.loaded = { stamp, keys: await this.import() };
    }
    this.checkedAt = performance.now();
    return this.loaded;
  }

  private async stamp(): Promise<string> {
    try {
      const { ino, size, mtimeNs } = await stat(this.file, { bigint: true });
      return `${ino} ${size} ${mtimeNs}`;
    } catch (error) {
      this.loaded = undefined;
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') throw this.unusable('there is no key file');
      throw toFault(error);
    }
  }

  private async import(): Promise<LoadedKey[]> {
    const ring = ((await withFaults(() => readRing(this.file))) ?? []).filter((key) =>
      this.part === 'private' ? key.state === 'current' && key.d !== undefined : key.state !== 'retired',
    );
    if (ring.length === 0) throw this.unusable('there is no usable key in');
    const used = this.part === 'private' ? ring.slice(0, 1) : ring;
    return Promise.all(
      used.map(async ({ kid, x, d }) => {
        const jwk = { kty: 'OKP', crv: 'Ed25519', x, ...(this.part === 'private' ? { d } : {}) };
        return { kid, key: (await importJWK(jwk, 'EdDSA')) as CryptoKey };
      }),
    );
  }

  private unusable(why: string): Fault {
    return new Fault('failed_precondition', `${why}: ${this.file}`, { hint: 'Generate the keys, or name the right file.' });
  }
}
