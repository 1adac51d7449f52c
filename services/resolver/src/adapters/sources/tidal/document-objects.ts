import type { Reference, Resource } from './wire.js';

interface Document {
  readonly data: readonly (Reference | Resource)[];
  readonly included?: readonly Resource[] | undefined;
}

/** The objects of JSON:API documents by type and id. What points to one says nothing about it: the object may be missing. */
export class DocumentObjects {
  /** What the documents list, in order. */
  readonly order: Reference[] = [];
  private readonly objects = new Map<string, Resource>();

  /** Takes a document's list and its objects. */
  add(document: Document): this {
    this.order.push(...document.data);
    return this.addObjects(document);
  }

  /** Takes only the objects. */
  addObjects({ data, included = [] }: Document): this {
    for (const object of [...data, ...included]) if (isResource(object)) this.objects.set(keyOf(object), object);
    return this;
  }

  get(reference: Reference): Resource | undefined {
    return this.objects.get(keyOf(reference));
  }

  /** The objects that a relationship points to, as far as they are there. */
  related(of: Resource, relation: keyof NonNullable<Resource['relationships']>): Resource[] {
    return (of.relationships?.[relation]?.data ?? []).flatMap((reference) => this.get(reference) ?? []);
  }

  /** Ids of listed tracks that are missing, or whose artists or albums are, each once. */
  incomplete(): string[] {
    const tracks = this.order.filter(({ type }) => type === 'tracks');
    return [...new Set(tracks.filter((one) => this.lacks(one)).map(({ id }) => id))];
  }

  private lacks(reference: Reference): boolean {
    const track = this.get(reference);
    if (track?.attributes?.title === undefined) return true;
    return (['artists', 'albums'] as const).some((relation) => {
      const data = track.relationships?.[relation]?.data;
      return data === undefined || data.some((one) => this.get(one) === undefined);
    });
  }
}

const isResource = (one: Reference | Resource): one is Resource => 'attributes' in one;

const keyOf = ({ type, id }: Reference): string => `${type} ${id}`;
