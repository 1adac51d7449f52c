// The API spells every name in camelCase. What jobs store, and what earlier scripts ask for, is in snake_case.

const camel = (name: string): string => name.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
const snake = (name: string): string => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

function renamed(value: unknown, rename: (name: string) => string): unknown {
  if (Array.isArray(value)) return value.map((part) => renamed(part, rename));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [rename(name), renamed(part, rename)]));
}

/** A document of a job, such as an item's result, in the spelling of the API. */
export const inCamelCase = <Document>(document: Document): Document => renamed(document, camel) as Document;

/** An answer in the spelling that the API had before it had pages. */
export const inSnakeCase = <Answer>(answer: Answer): Answer => renamed(answer, snake) as Answer;
