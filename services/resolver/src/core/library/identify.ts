import type { Comparison } from './compare.js';
import { absolutePath, type FoundFile, type KnownFile, type StoredOutcome } from './model.js';
import type { Pause, Sha256Hex } from './ports.js';
import { SettledTracks } from './settled-tracks.js';
import type { TracksElsewhere } from './tracks-elsewhere.js';

/** A file that was opened, without its tags, which are in the store. */
export interface OpenedFile {
  readonly file: FoundFile;
  /** The row with the same path, unless it is gone. */
  readonly known: KnownFile | undefined;
  readonly kind: StoredOutcome['kind'];
  readonly fingerprint: string | undefined;
  readonly audioHash: string | undefined;
}

type FileChange = 'added' | 'changed' | 'moved' | 'touched';

/** The decision about one found file. */
export interface FileAssignment {
  readonly file: FoundFile;
  /** The row that continues as this file; `undefined` for a new row. */
  readonly row: KnownFile | undefined;
  readonly trackId: string | undefined;
  readonly change: FileChange;
  /** Whether what was read replaces the row's data. */
  readonly opened: boolean;
}

export interface Identification {
  readonly assignments: readonly FileAssignment[];
  /** Rows that no file continues. */
  readonly gone: readonly KnownFile[];
}

/**
 * Gives every opened file its identity, so that a track keeps its id when its file is moved, renamed, re-tagged or all of it at once.
 * The rules, in order: content seen before in the same place; content whose former place is empty or now holds
 * something else; content that another file also has (one track); the same place with the same audio (new tags); audio whose former
 * place is empty or now holds something else (new tags and a new place); the same place with other audio of the same song (a better
 * encoding); anything else is new, in a known place too. Files with the same audio and different tags are tracks of their own while
 * both are there: a song may be on an album and on a collection. New ids derive from the content, so they come out the same if this
 * database is lost.
 */
export function identify(
  comparison: Comparison,
  opened: readonly OpenedFile[],
  known: readonly KnownFile[],
  tools: IdentifyTools,
): Promise<Identification> {
  return new Identifier(comparison, opened, known, tools).run();
}

export interface IdentifyTools {
  readonly sha256: Sha256Hex;
  readonly pause: Pause;
  /** Whether a file with new audio is still the song of the row in its place. */
  readonly sameSong: (row: KnownFile, file: FoundFile) => boolean;
  /** Beyond what is known here. */
  readonly elsewhere: TracksElsewhere;
}

/** Files decided before yielding to other work. */
const batch = 2000;

class Identifier {
  private readonly assignments: FileAssignment[] = [];
  private readonly tracks: SettledTracks;
  private readonly consumed = new Set<KnownFile>();
  /** Rows whose content has left its place. */
  private readonly released = new Map<string, KnownFile[]>();
  /** The same rows by their audio. */
  private readonly releasedAudio = new Map<string, KnownFile[]>();
  private pending: readonly OpenedFile[];
  private rowsByPlace: Map<string, KnownFile> | undefined;

  constructor(
    private readonly comparison: Comparison,
    opened: readonly OpenedFile[],
    private readonly known: readonly KnownFile[],
    private readonly tools: IdentifyTools,
  ) {
    this.tracks = new SettledTracks(tools.elsewhere);
    const places = new Map(opened.map((item) => [item, absolutePath(item.file)]));
    // Fixed order: of two new files with the same content, every scan makes the same one the track's file.
    this.pending = [...opened].sort((a, b) => ((places.get(a) ?? '') < (places.get(b) ?? '') ? -1 : 1));
  }

  async run(): Promise<Identification> {
    for (const row of [...this.comparison.unchanged, ...this.comparison.kept]) this.tracks.settle(row.fingerprint, row.trackId);
    for (const { file, from } of this.comparison.renamed) {
      this.assign({ file, row: from, trackId: from.trackId, change: 'moved', opened: false }, from.fingerprint);
    }
    await this.each((item) => this.sameContentInPlace(item));
    this.release();
    await this.each((item) => this.movedHere(item));
    await this.each((item) => this.copyOfAnother(item));
    await this.each((item) => this.taggedInPlace(item));
    await this.each((item) => this.taggedElsewhere(item));
    await this.each((item) => this.newEncoding(item));
    await this.each((item) => this.addNew(item));
    return { assignments: this.assignments, gone: this.goneRows() };
  }

  /** `decide` returns whether it settled the file's identity. */
  private async each(decide: (item: OpenedFile) => boolean): Promise<void> {
    const left: OpenedFile[] = [];
    for (const [index, item] of this.pending.entries()) {
      if (index % batch === batch - 1) await this.tools.pause();
      if (!decide(item)) left.push(item);
    }
    this.pending = left;
  }

  private sameContentInPlace(item: OpenedFile): boolean {
    const { known } = item;
    if (known === undefined || item.fingerprint === undefined || known.fingerprint !== item.fingerprint) return false;
    // Content read for the first time, such as a file that could not be parsed before, is new to the library.
    this.take(item, known, known.trackId === undefined && item.kind === 'audio' ? 'added' : 'touched');
    return true;
  }

  private release(): void {
    const edited = this.pending.flatMap((item) => item.known ?? []);
    // What was there last comes first.
    const gone = this.known.filter((file) => file.state === 'gone').sort((a, b) => (b.goneAt ?? 0) - (a.goneAt ?? 0) || b.id - a.id);
    for (const row of [...this.comparison.missing, ...gone, ...edited]) {
      addTo(this.released, row.fingerprint, row);
      addTo(this.releasedAudio, row.audioHash, row);
    }
  }

  private movedHere(item: OpenedFile): boolean {
    const rows = item.fingerprint === undefined ? undefined : this.released.get(item.fingerprint);
    const inPlace = rows?.findIndex((row) => absolutePath(row) === absolutePath(item.file)) ?? -1;
    const row = rows?.splice(Math.max(0, inPlace), 1)[0];
    if (row === undefined) return false;
    this.take(item, row, row.state === 'gone' ? 'added' : 'moved');
    return true;
  }

  private copyOfAnother(item: OpenedFile): boolean {
    const trackId = item.fingerprint === undefined || item.kind !== 'audio' ? undefined : this.tracks.trackOf(item.fingerprint);
    if (trackId === undefined) return false;
    // What was in its place before is remembered as gone, or is elsewhere.
    this.assign({ file: item.file, row: undefined, trackId, change: 'added', opened: true }, item.fingerprint);
    return true;
  }

  private taggedInPlace(item: OpenedFile): boolean {
    const row = this.ownRow(item);
    if (row?.audioHash === undefined || row.audioHash !== item.audioHash) return false;
    this.take(item, row, 'changed');
    return true;
  }

  private taggedElsewhere(item: OpenedFile): boolean {
    const rows = item.audioHash === undefined ? undefined : this.releasedAudio.get(item.audioHash);
    const at = rows?.findIndex((row) => !this.consumed.has(row)) ?? -1;
    const row = at < 0 ? undefined : rows?.[at];
    if (row === undefined) return false;
    this.take(item, row, row.state === 'gone' ? 'added' : 'moved');
    return true;
  }

  /** Of a damaged file, or one whose row was read damaged, nothing shows that it is another song. */
  private newEncoding(item: OpenedFile): boolean {
    const row = this.ownRow(item);
    if (row === undefined) return false;
    if (row.trackId !== undefined && item.kind === 'audio' && !this.tools.sameSong(row, item.file)) return false;
    this.take(item, row, row.trackId === undefined && item.kind === 'audio' ? 'added' : 'changed');
    return true;
  }

  private addNew(item: OpenedFile): boolean {
    // Of two new files with the same content, the first is settled by now.
    const trackId = item.kind === 'audio' ? this.firstTrackId(item) : undefined;
    this.assign({ file: item.file, row: undefined, trackId, change: 'added', opened: true }, item.fingerprint);
    return true;
  }

  private ownRow(item: OpenedFile): KnownFile | undefined {
    return item.known !== undefined && !this.consumed.has(item.known) ? item.known : undefined;
  }

  private take(item: OpenedFile, row: KnownFile, change: FileChange): void {
    const kept = row.trackId !== undefined && this.mayKeep(row.trackId, item) ? row.trackId : undefined;
    const trackId = kept ?? (item.kind === 'audio' ? this.firstTrackId(item) : undefined);
    this.assign({ file: item.file, row, trackId, change, opened: true }, item.fingerprint);
  }

  /** If one of a track's two files is edited, the other keeps the track. */
  private mayKeep(trackId: string, item: OpenedFile): boolean {
    const content = this.tracks.contentOf(trackId);
    return content === undefined || content.fingerprint === item.fingerprint;
  }

  /** For a file without an identity, whether or not its place was known. */
  private firstTrackId(item: OpenedFile): string {
    return (item.fingerprint === undefined ? undefined : this.tracks.trackOf(item.fingerprint)) ?? this.newTrackId(item);
  }

  /**
   * 96 bits of the fingerprint's hash; the next bits if an edited file still holds the id of its first content, or held it until
   * now: in the place of another song it is another track.
   */
  private newTrackId(item: OpenedFile): string {
    const fingerprint = item.fingerprint ?? absolutePath(item.file);
    for (let turn = 0; ; turn++) {
      const id = this.tools.sha256(turn === 0 ? fingerprint : `${fingerprint}#${turn}`).slice(0, 24);
      if (this.tracks.contentOf(id) === undefined && item.known?.trackId !== id) return id;
    }
  }

  private assign(assignment: FileAssignment, fingerprint: string | undefined): void {
    this.assignments.push(assignment);
    if (assignment.row !== undefined) this.consumed.add(assignment.row);
    this.tracks.settle(fingerprint, assignment.trackId);
  }

  private goneRows(): KnownFile[] {
    const displaced = this.displacedRows();
    return [...this.comparison.missing, ...displaced].filter((row) => !this.consumed.has(row));
  }

  /** Rows whose place another row's file has taken. */
  private displacedRows(): KnownFile[] {
    return this.assignments.flatMap(({ file, row }) => {
      const before = this.rowAt(file);
      return before === undefined || before === row ? [] : [before];
    });
  }

  private rowAt(file: FoundFile): KnownFile | undefined {
    this.rowsByPlace ??= new Map(this.known.filter((row) => row.state !== 'gone').map((row) => [absolutePath(row), row]));
    return this.rowsByPlace.get(absolutePath(file));
  }
}

function addTo(rows: Map<string, KnownFile[]>, key: string | undefined, row: KnownFile): void {
  if (key === undefined) return;
  const some = rows.get(key);
  if (some === undefined) rows.set(key, [row]);
  else some.push(row);
}
