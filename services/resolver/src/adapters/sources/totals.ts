/** A list as a service sent it, and what the service says of it. */
interface Count {
  /** As people call it. */
  readonly service: string;
  /** Such as `the chart "Hot"`; `this list` where its name is not known. */
  readonly list?: string;
  /** How many entries the service says there are; undefined if it does not say. */
  readonly claimed: number | undefined;
  readonly came: number;
  /** No more were asked for. */
  readonly most?: number;
  readonly of?: 'song' | 'playlist' | 'item';
}

/** What the user should know if a service says that a list has another number of entries than it sends. */
export function countNotices({
  service,
  list = 'this list',
  claimed,
  came,
  most = Number.POSITIVE_INFINITY,
  of = 'song',
}: Count): string[] {
  if (claimed === undefined || Math.min(claimed, most) === came) return [];
  return [`${service} says that ${list} has ${claimed} ${of}${claimed === 1 ? '' : 's'}, but sends ${came}`];
}
