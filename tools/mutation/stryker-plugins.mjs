import { createHash } from 'node:crypto';

/** Places in a file move with every edit of it; the digest keeps the sample spread over the whole file. */
const digestOf = (seed, { fileName, location, mutatorName, replacement }) =>
  createHash('sha256')
    .update(`${seed} ${fileName.slice(process.cwd().length)} ${location.start.line}:${location.start.column} ${mutatorName} ${replacement}`)
    .digest()
    .readUInt32BE() /
  2 ** 32;

/** A checker that lets through the share of the mutants that the seed chooses. Those it refuses count neither way. */
function sampling(options) {
  const { seed, share } = options.sample;
  const refused = { status: 'compileError', reason: 'not in the sample' };
  return {
    init: () => Promise.resolve(),
    check: (mutants) =>
      Promise.resolve(
        Object.fromEntries(mutants.map((mutant) => [mutant.id, digestOf(seed, mutant) < share ? { status: 'passed' } : refused])),
      ),
    group: (mutants) => Promise.resolve([mutants.map(({ id }) => id)]),
  };
}
sampling.inject = ['options'];

/** Hint and cause of a Fault are texts, like the messages that are not mutated either. */
const texts = {
  shouldIgnore({ node, parent }) {
    const options = node.type === 'ObjectExpression' && parent?.type === 'NewExpression' && parent.callee.name?.endsWith('Fault');
    return options ? 'texts of a fault' : undefined;
  },
};

export const strykerPlugins = [
  { kind: 'Checker', name: 'sample', factory: sampling },
  { kind: 'Ignore', name: 'texts', value: texts },
];
export const strykerValidationSchema = {
  properties: { sample: { type: 'object', properties: { seed: { type: 'number' }, share: { type: 'number' } } } },
};
