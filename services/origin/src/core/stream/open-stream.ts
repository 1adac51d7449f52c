import { audioMediaType } from '@catalogsync/catalog';
import type { Clock } from '@catalogsync/runtime';
import type { AwaitedPlaces } from './awaited-places.js';
import { fileNameOf, isInsideLocator } from './locator.js';
import type { Validators } from './preconditions.js';
import type { FileLocation, FileLocations, GrantVerifier, LibraryFiles, OpenedFile } from './stream-ports.js';

/** The open file of a valid link. */
export interface OpenStream {
  readonly kind: 'file';
  readonly file: OpenedFile;
  readonly name: string;
  readonly backendName: string;
  readonly mediaType: string;
  readonly validators: Validators;
  /** Remaining seconds of the link's validity. */
  readonly secondsLeft: number;
}

/** Why a link leads nowhere. */
export interface RefusedStream {
  readonly kind: 'refused';
  readonly why: 'invalid_token' | 'expired' | 'no_key' | 'no_snapshot' | 'no_file';
}

const refused = (why: RefusedStream['why']): RefusedStream => ({ kind: 'refused', why });

interface FoundFile {
  readonly file: OpenedFile;
  readonly location: FileLocation;
}

/** Opens the file of a link's token. */
export class StreamOpener {
  constructor(
    private readonly grants: GrantVerifier,
    private readonly locations: FileLocations,
    private readonly files: LibraryFiles,
    private readonly places: Pick<AwaitedPlaces, 'elsewhere'>,
    private readonly clock: Clock,
  ) {}

  /** @throws Fault if the storage fails */
  async open(token: string): Promise<OpenStream | RefusedStream> {
    const now = this.clock.now();
    const grant = await this.grants.verify(token, now);
    if (grant === 'invalid') return refused('invalid_token');
    if (grant === 'expired' || grant === 'no_key') return refused(grant);
    const published = this.locations.find(grant.fileLocationId);
    if (published === 'no_snapshot') return refused('no_snapshot');
    const found = (await this.openAt(published)) ?? (await this.openWhereItIsNow(grant.fileLocationId, published));
    if (found === undefined) return refused('no_file');
    const { file, location } = found;
    return {
      kind: 'file',
      file,
      name: fileNameOf(location.locator),
      backendName: location.backendName,
      mediaType: audioMediaType(location.ext ?? location.locator.split('.').at(-1)),
      validators: validatorsOf(grant.fileLocationId, file),
      secondsLeft: Math.max(0, grant.expiresAt - Math.floor(now / 1000)),
    };
  }

  private async openAt(location: FileLocation | undefined): Promise<FoundFile | undefined> {
    if (location === undefined || !isInsideLocator(location.locator)) return undefined;
    const file = await this.files.open(location.backendName, location.locator);
    return file && { file, location };
  }

  /** A file that was moved plays, although the snapshot still names its former place. */
  private async openWhereItIsNow(id: number, published: FileLocation | undefined): Promise<FoundFile | undefined> {
    return this.openAt(await this.places.elsewhere(id, published));
  }
}

/** A file changed within one tick of its clock keeps its tag only if its size is the same. */
function validatorsOf(id: number, { sizeBytes, modifiedAt }: Pick<OpenedFile, 'sizeBytes' | 'modifiedAt'>): Validators {
  const tag = [id, sizeBytes, Math.round(modifiedAt * 1000)].map((part) => part.toString(36)).join('-');
  return { etag: `"${tag}"`, lastModified: Math.floor(modifiedAt / 1000) * 1000 };
}
