import type { Hold } from '@catalogsync/job-engine';

/** What a folder of the installation holds. */
export const volumeUses = ['library', 'database', 'staging', 'publication', 'covers'] as const;
type VolumeUse = (typeof volumeUses)[number];

export interface UsedFolder {
  readonly use: VolumeUse;
  /** Absolute path. */
  readonly path: string;
}

/** A folder with the device that it is on; sizes in bytes. */
export interface MeasuredFolder extends UsedFolder {
  /** Equal for folders on the same device. */
  readonly device: string;
  /** Where the device is mounted. */
  readonly mountPoint: string;
  readonly totalBytes: number;
  /** Free for this process. */
  readonly freeBytes: number;
}

/** Measures folders. */
export interface VolumeGauge {
  /** Leaves out folders that do not exist here or cannot be read, for example because their disk is unplugged. */
  measure(folders: readonly UsedFolder[]): Promise<readonly MeasuredFolder[]>;
}

/** One device and what the installation keeps on it; sizes in bytes. */
export interface Volume {
  /** Where it is mounted. */
  readonly path: string;
  readonly totalBytes: number;
  readonly freeBytes: number;
  /** Downloads pause below it. */
  readonly keepFreeBytes: number;
  readonly full: boolean;
  readonly uses: readonly VolumeUse[];
  /** Those of the installation on it. */
  readonly folders: readonly string[];
}

export interface VolumeListParts {
  readonly gauge: VolumeGauge;
  /** The folders in use now. */
  folders(): Promise<readonly UsedFolder[]>;
  /** The engine's holds: a volume that it found full stays so until it has room again. */
  holds(): Promise<readonly Hold[]>;
  readonly keepFreeBytes: number;
}

/** The volumes of the installation, those of the library first. */
export class VolumeList {
  constructor(private readonly parts: VolumeListParts) {}

  async read(): Promise<readonly Volume[]> {
    const { gauge, keepFreeBytes } = this.parts;
    const [folders, holds] = await Promise.all([this.parts.folders(), this.parts.holds()]);
    const held = new Set(holds.filter(({ kind }) => kind === 'volume').map(({ name }) => name));
    return byDevice(await gauge.measure(folders), held, keepFreeBytes);
  }
}

function byDevice(measured: readonly MeasuredFolder[], held: ReadonlySet<string>, keepFreeBytes: number): Volume[] {
  const inOrder = volumeUses.flatMap((use) => measured.filter((folder) => folder.use === use));
  return [...Map.groupBy(inOrder, ({ device }) => device).values()].flatMap((folders) => {
    const [first] = folders;
    if (first === undefined) return [];
    const { mountPoint: path, totalBytes, freeBytes } = first;
    const full = freeBytes < keepFreeBytes || folders.some((folder) => held.has(folder.path));
    return [
      {
        path,
        totalBytes,
        freeBytes,
        keepFreeBytes,
        full,
        uses: [...new Set(folders.map(({ use }) => use))],
        folders: folders.map((folder) => folder.path),
      },
    ];
  });
}
