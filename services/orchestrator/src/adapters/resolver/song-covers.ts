import { resolverCoversV1 } from '@catalogsync/contracts';
import { Fault } from '@catalogsync/faults';
import { clientOf } from '@catalogsync/rpc';
import type { CoverFinder, FoundCover } from '../../core/covers/cover-finder.js';
import type { CoverKind } from '../../core/covers/cover-rules.js';

/** Longer than the resolver's own limit for one picture. */
const coverMs = 90_000;
/** As the resolver's; a service that sends more is not believed. */
const mostBytes = 10 * 1024 * 1024;

const kinds: ReadonlySet<string> = new Set<CoverKind>(['tag', 'folder', 'platform']);
const isKind = (word: string): word is CoverKind => kinds.has(word);

/** Pictures through the resolver, over catalogsync.resolver.v1. */
export class SongCovers extends clientOf(resolverCoversV1.CoverServiceService, 'resolver') implements CoverFinder {
  async find({ platform: source, remoteId }: { platform: string; remoteId: string }, signal: AbortSignal): Promise<FoundCover> {
    const parts: Uint8Array[] = [];
    let said: resolverCoversV1.CoverDescription | undefined;
    for await (const { cover, bytes } of this.rpc.findCover({ source, remoteId }, { deadlineMs: coverMs, signal })) {
      said ??= cover;
      if (bytes !== undefined) parts.push(bytes);
    }
    const { kind = '', stamp = '' } = said ?? {};
    const picture = isKind(kind) ? { kind, bytes: joined(parts) } : undefined;
    return { picture, stamp: stamp || undefined };
  }

  async stamps(source: string, remoteIds: readonly string[], signal: AbortSignal): Promise<readonly (string | undefined)[]> {
    const { stamps } = await this.rpc.stampCovers({ source, remoteIds: [...remoteIds] }, { deadlineMs: coverMs, signal });
    return stamps.map((stamp) => stamp || undefined);
  }

  async fetch(address: string, signal: AbortSignal): Promise<Uint8Array> {
    const parts: Uint8Array[] = [];
    for await (const { bytes } of this.rpc.fetchCover({ address }, { deadlineMs: coverMs, signal })) parts.push(bytes);
    return joined(parts);
  }
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const bytes = Buffer.concat(parts);
  if (bytes.length > mostBytes) throw new Fault('data_corrupt', `the resolver sent a picture of ${bytes.length} bytes`);
  return bytes;
}
