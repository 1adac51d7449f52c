import { cameThroughProxy, type IncomingRequest } from '@catalogsync/http';
import type { OpenStream } from '../../core/stream/open-stream.js';

type Headers = Readonly<Record<string, string | number>>;

/**
 * The library as nginx serves it, in an internal location for each backend. nginx compares conditions with an entity tag of its own,
 * and answers what matches ours with 412; so those that name a tag that must match are answered here.
 */
export class NginxFolder {
  /** @param prefix such as `/protected/` */
  constructor(private readonly prefix: string) {}

  /** Where nginx finds an open file; undefined if this request is not for nginx to answer. */
  addressFor(request: IncomingRequest, { backendName, file }: Pick<OpenStream, 'backendName' | 'file'>): string | undefined {
    if (!cameThroughProxy(request) || request.headers['if-match'] !== undefined) return undefined;
    return this.prefix + [backendName, ...file.place.split('/')].map(encodeURIComponent).join('/');
  }
}

/** The head of an answer whose body nginx sends: it works out the range, so nothing here is about a part. */
export function handedToNginx(address: string, file: Headers, mediaType: string): Headers {
  const { 'accept-ranges': _said, ...others } = file;
  return { ...others, 'content-type': mediaType, 'x-accel-redirect': address };
}
