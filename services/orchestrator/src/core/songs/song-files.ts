import type { FileMeasures } from '../sources/source-catalog.js';

/** A file of a song, wherever it is. */
export interface SongFile extends FileMeasures {
  /** Of its location. */
  readonly id: number;
  readonly backend: string;
  readonly backendType: 'local' | 'object_storage';
  /** Relative to its backend. */
  readonly locator: string;
  readonly ext: string;
  readonly fileSizeBytes: number | undefined;
  readonly quality: string;
  /** Hex; known for downloaded files. */
  readonly sha256: string | undefined;
  /** Another program may have written other words. `rejected`: a person refused it, and it is never served. */
  readonly status: string;
  /** The source that it came from, if that is known. */
  readonly source: string | undefined;
  /** Milliseconds since 1970. */
  readonly addedAt: number | undefined;
  /** It lies in a folder that is catalogued in place: we never decide about it. */
  readonly isOwners: boolean;
}

/** Whether the console can play it. */
export const isPlayable = ({ status, backendType }: Pick<SongFile, 'status' | 'backendType'>): boolean =>
  status === 'active' && backendType === 'local';

/** Where a local file is. */
export interface AudioPlace {
  /** Absolute path of its backend's folder. */
  readonly root: string;
  readonly locator: string;
  readonly ext: string;
}

/** Files to listen to. */
export interface AudioPlaces {
  /** An active local file of the song: that one, or its primary one. Undefined if there is none. */
  audioOf(songId: number, fileId: number | undefined): Promise<AudioPlace | undefined>;
}

/** Writes what people decide about files, in a transaction. */
export interface FileRefusals {
  /** The location, and every other one with the same bytes, becomes `rejected`. @returns how many */
  refuse(fileId: number): Promise<number>;
}
