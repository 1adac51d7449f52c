/** The pictures beside the snapshots of a publication. */
export interface CoverPublication {
  /**
   * Puts in place what a database names and is not there yet, before readers hear of the database. A picture that cannot be
   * had is left out: a catalogue without it is better than none.
   * @throws Fault `disk_full`, `permission_denied`
   */
  publish(database: string, signal: AbortSignal): Promise<void>;
  /** Removes what none of these databases names. @throws Fault `permission_denied` */
  keepOnly(databases: readonly string[]): Promise<void>;
}
