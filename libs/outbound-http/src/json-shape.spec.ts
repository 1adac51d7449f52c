import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Type } from 'typebox';
import { JsonShape } from './json-shape.js';

const anything = new JsonShape(Type.Unknown());

/** The same value without null members and entries, as a copy. */
function copied(value: unknown): unknown {
  if (Array.isArray(value)) return value.filter((entry) => entry !== null).map(copied);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).flatMap(([name, member]) => (member === null ? [] : [[name, copied(member)]])));
}

describe('when an answer holds nulls', () => {
  it('they count as absent, at any depth, and nothing else changes', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(anything.parse(JSON.stringify(value), 'x')).toEqual(copied(JSON.parse(JSON.stringify(value))));
      }),
    );
    expect(anything.parse('{"a":[[null,1],{"b":null,"c":[null]}],"__proto__":{"d":null}}', 'x')).toEqual(
      JSON.parse('{"a":[[1],{"c":[]}],"__proto__":{}}'),
    );
  });
});
