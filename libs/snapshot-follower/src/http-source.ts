import { Fault } from '@catalogsync/faults';
import { configuredAddress, HttpClient, type OutboundRequest } from '@catalogsync/outbound-http';
import type { PublicationTarget } from '@catalogsync/publication-trust';
import { type Manifest, manifestName, maxManifestBytes, maxSignatureBytes, signatureName } from '@catalogsync/snapshot-format';
import { publicationAccess } from './publication-access.js';
import { RateWatch } from './rate-watch.js';
import { leastRate, type OfferedManifest, type SnapshotSource } from './snapshot-source.js';

/** A gigabyte over a home's upload takes a quarter of an hour at 10 Mbit/s; the idle limit ends a stuck one. */
const databaseTimeoutMs = 3 * 3_600_000;

const smallLimits = { attempts: 1, totalTimeoutMs: 20_000, headersTimeoutMs: 10_000, idleTimeoutMs: 10_000 };

/**
 * A publication over http(s): `/metadata/…`, `/snapshots/<id>/…`, and without metadata `/manifest.json` and `/manifest.json.jws`, below
 * the base address.
 */
export class HttpSource implements SnapshotSource {
  readonly isNear = false;
  private readonly client = new HttpClient();
  /** Small files that were sent with a tag, by path. Only the timestamp is asked for again and again. */
  private kept: { readonly path: string; readonly etag: string; readonly bytes: Uint8Array } | undefined;
  private seen: { readonly etag: string; readonly offered: OfferedManifest } | undefined;

  private readonly shown: Pick<OutboundRequest, 'headers' | 'refused'>;

  /** @param token shown with every request, if there is one */
  constructor(
    private readonly base: string,
    private readonly nameOf: (manifest: Manifest) => string,
    token = '',
  ) {
    this.shown = publicationAccess(token);
  }

  async readManifest(signal: AbortSignal, fresh: boolean): Promise<OfferedManifest> {
    if (fresh) this.seen = undefined;
    const limits = { ...this.shown, ...smallLimits, signal };
    const answer = await this.client.fetchBytes({
      ...limits,
      url: `${this.base}/${manifestName}`,
      trust: configuredAddress(this.base),
      maxBytes: maxManifestBytes,
      ifNoneMatch: this.seen?.etag,
    });
    if (answer.notModified) {
      if (this.seen === undefined) throw new Fault('data_corrupt', 'the server confirmed a manifest that it never sent');
      return this.seen.offered;
    }
    this.seen = undefined;
    const offered = { manifest: answer.bytes, signature: await this.readSignature(limits) };
    if (answer.etag !== undefined) this.seen = { etag: answer.etag, offered };
    return offered;
  }

  async fetchDatabase(manifest: Manifest, file: string, signal: AbortSignal): Promise<void> {
    await this.client.fetchToFile({
      ...this.shown,
      url: `${this.base}/snapshots/${manifest.snapshot_id}/${this.nameOf(manifest)}`,
      trust: configuredAddress(this.base),
      file,
      maxBytes: manifest.db_size_bytes,
      totalTimeoutMs: databaseTimeoutMs,
      attempts: 5,
      signal,
    });
  }

  async read(path: string, maxBytes: number, signal: AbortSignal): Promise<Uint8Array | undefined> {
    const kept = this.kept?.path === path ? this.kept : undefined;
    try {
      const request = { ...this.shown, ...smallLimits, url: `${this.base}/${path}`, trust: configuredAddress(this.base), maxBytes, signal };
      const answer = await this.client.fetchBytes({ ...request, ifNoneMatch: kept?.etag });
      if (answer.notModified) {
        if (kept === undefined) throw new Fault('data_corrupt', `the server confirmed ${path}, which it never sent`);
        return kept.bytes;
      }
      if (path === 'metadata/timestamp.json') {
        this.kept = answer.etag === undefined ? undefined : { path, etag: answer.etag, bytes: answer.bytes };
      }
      return answer.bytes;
    } catch (error) {
      if (error instanceof Fault && error.code === 'not_found') return undefined;
      throw error;
    }
  }

  async fetchTarget({ path, sizeBytes }: PublicationTarget, file: string, signal: AbortSignal): Promise<void> {
    const watch = new RateWatch(leastRate, signal);
    try {
      await this.client.fetchToFile({
        ...this.shown,
        url: `${this.base}/${path}`,
        trust: configuredAddress(this.base),
        file,
        maxBytes: sizeBytes,
        totalTimeoutMs: databaseTimeoutMs,
        attempts: 5,
        resumable: true,
        proven: true,
        signal: watch.signal,
        onProgress: ({ bytesDone }) => watch.reached(bytesDone),
      });
    } catch (error) {
      throw watch.explain(error);
    } finally {
      watch.stop();
    }
  }

  /** A server does not announce changes. */
  async watch(): Promise<void> {
    return;
  }

  close(): Promise<void> {
    return this.client.close();
  }

  private async readSignature(limits: Pick<OutboundRequest, 'attempts' | 'signal' | 'headers' | 'refused'>): Promise<string | undefined> {
    try {
      const trust = configuredAddress(this.base);
      const answer = await this.client.fetchBytes({ ...limits, url: `${this.base}/${signatureName}`, trust, maxBytes: maxSignatureBytes });
      return answer.notModified ? undefined : Buffer.from(answer.bytes).toString('utf8');
    } catch (error) {
      if (error instanceof Fault && error.code === 'not_found') return undefined;
      throw error;
    }
  }
}
