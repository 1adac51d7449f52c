import type * as Sdk from '@aws-sdk/client-s3';
import type { Fault } from '@catalogsync/faults';
import type { AccessKeys, S3Place } from '../s3-address.js';
import { TransferLimits } from '../transfer-limits.js';
import { s3Fault } from './s3-faults.js';

export interface S3Options extends S3Place {
  readonly keys: AccessKeys;
  /** Shared with other stores; by default this one's own, 16 requests at once. */
  readonly limits?: TransferLimits | undefined;
  /** How often a request is tried, pauses growing in between. Default 4. */
  readonly attempts?: number | undefined;
}

const connectionMs = 5_000;
/** Without a byte in either direction. */
const silenceMs = 30_000;
/** Idle connections are kept for the next requests, in flight at most these. */
const sockets = 64;

/** One client of the SDK, which is loaded when the first request is made: it takes tens of megabytes. */
export class S3Connection {
  readonly limits: TransferLimits;
  private loading: Promise<{ readonly sdk: typeof Sdk; readonly client: Sdk.S3Client }> | undefined;

  constructor(readonly options: S3Options) {
    this.limits = options.limits ?? new TransferLimits(16);
  }

  /** Makes a request and gives its answer; takes part in the limits. Errors are those of the SDK. */
  async request<T>(make: (client: Sdk.S3Client, sdk: typeof Sdk) => Promise<T>, signal: AbortSignal): Promise<T> {
    signal.throwIfAborted();
    const { sdk, client } = await this.load();
    return this.limits.run(() => make(client, sdk), signal);
  }

  load(): Promise<{ readonly sdk: typeof Sdk; readonly client: Sdk.S3Client }> {
    this.loading ??= this.open();
    return this.loading;
  }

  keyOf(key: string): string {
    return this.options.prefix === '' ? key : `${this.options.prefix}/${key}`;
  }

  /** Back from a key of the bucket. */
  relative(key: string): string {
    return this.options.prefix === '' ? key : key.slice(this.options.prefix.length + 1);
  }

  fault(error: unknown, signal: AbortSignal): Fault {
    return s3Fault(error, `${this.options.bucket} at ${new URL(this.options.endpoint).host}`, signal);
  }

  close(): void {
    // A client that is still loading has opened nothing.
    void this.loading?.then(({ client }) => client.destroy()).catch(() => undefined);
    this.loading = undefined;
  }

  private async open(): Promise<{ readonly sdk: typeof Sdk; readonly client: Sdk.S3Client }> {
    const sdk = whole(await import('@aws-sdk/client-s3'));
    const { endpoint, region, pathStyle, keys, checksums } = this.options;
    const mode = checksums === 'when_required' ? 'WHEN_REQUIRED' : 'WHEN_SUPPORTED';
    const client = new sdk.S3Client({
      endpoint,
      region,
      forcePathStyle: pathStyle,
      credentials: { accessKeyId: keys.accessKeyId, secretAccessKey: keys.secret },
      requestChecksumCalculation: mode,
      responseChecksumValidation: mode,
      maxAttempts: this.options.attempts ?? 4,
      retryMode: 'standard',
      // It would hold back each body until the server answers, or for a second.
      expectContinueHeader: false,
      requestHandler: {
        connectionTimeout: connectionMs,
        socketTimeout: silenceMs,
        httpAgent: { keepAlive: true, maxSockets: sockets },
        httpsAgent: { keepAlive: true, maxSockets: sockets },
      },
      // Nothing of this host's other settings may change where data goes.
      followRegionRedirects: false,
      useArnRegion: false,
    });
    return { sdk, client };
  }
}

/** The SDK is CommonJS: in the bundled command only its default export has its names. */
export const whole = <T extends object>(loaded: T): T => (loaded as { readonly default?: T }).default ?? loaded;
