/** Rows with ascending ids. A row is never changed, only replaced. */
export class MemoryTable<Row extends object> {
  private rows = new Map<number, Row & { readonly id: number }>();
  private lastId = 0;

  all(): Array<Row & { readonly id: number }> {
    return [...this.rows.values()];
  }

  get(id: number): (Row & { readonly id: number }) | undefined {
    return this.rows.get(id);
  }

  /** Replaces the matching row, or adds one, and returns its id. */
  save(isSame: (row: Row) => boolean, settle: (before: Row | undefined) => Row): number {
    const before = this.all().find(isSame);
    if (before === undefined) this.lastId += 1;
    const id = before?.id ?? this.lastId;
    this.rows.set(id, { ...settle(before), id });
    return id;
  }

  change(ids: readonly number[], changed: Partial<Row>): void {
    for (const id of ids) {
      const row = this.rows.get(id);
      if (row !== undefined) this.rows.set(id, { ...row, ...changed });
    }
  }

  remove(isGone: (row: Row & { readonly id: number }) => boolean): void {
    for (const row of this.all()) if (isGone(row)) this.rows.delete(row.id);
  }

  /** Returns a function that restores the current state. */
  restorer(): () => void {
    const [rows, lastId] = [new Map(this.rows), this.lastId];
    return () => {
      this.rows = rows;
      this.lastId = lastId;
    };
  }
}
