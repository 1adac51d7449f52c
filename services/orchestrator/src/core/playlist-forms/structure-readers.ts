/** One record of a table. */
export interface TableRow {
  /** Where it begins, from 1. */
  readonly line: number;
  readonly cells: readonly string[];
}

export interface Table {
  readonly rows: readonly TableRow[];
  /** Lines of records that break the rules of quoting. */
  readonly broken: readonly number[];
}

/** Reads text as a table: comma-separated values, or with another separator. */
export interface TableReader {
  /** The first `limit` rows, or broken ones. Empty lines are left out; rows may differ in length. Never throws. */
  read(text: string, separator: string, limit: number): Table;
}

/** An element of a document. */
export interface Element {
  /** Without its prefix. */
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly Element[];
  /** Its own text, without that of its children. */
  readonly text: string;
  readonly line: number;
}

/** Reads text as XML. */
export interface MarkupReader {
  /**
   * The root. Declares no entity and follows nothing: of document types only the one of property lists, named without
   * definitions of its own, is accepted.
   * @throws Fault `invalid_argument` for broken XML, other document types, too many or too deep elements
   */
  read(text: string): Element;
}

/** What the readers of forms stand on. */
export interface StructureReaders {
  readonly tables: TableReader;
  readonly markup: MarkupReader;
}

export function childrenNamed({ children }: Element, name: string): readonly Element[] {
  return children.filter((child) => child.name === name);
}

/** The text of the first child with this name; undefined if there is none. */
export function childText(element: Element, name: string): string | undefined {
  return childrenNamed(element, name)[0]?.text.trim() || undefined;
}
