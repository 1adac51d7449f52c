/**
 * How much longer `run` takes for `large` than for `small`, by the quickest of five alternating rounds, so that a busy machine
 * matters little. Linear work with sizes 1 to 10 gives about 10, quadratic work 100.
 */
export async function growth(run: (size: number) => unknown, small: number, large: number): Promise<number> {
  const quickest = new Map([small, large].map((size) => [size, Number.POSITIVE_INFINITY]));
  for (let round = 0; round < 5; round++) {
    for (const [size, before] of quickest) {
      const began = performance.now();
      await run(size);
      quickest.set(size, Math.min(before, performance.now() - began));
    }
  }
  return (quickest.get(large) ?? 0) / (quickest.get(small) ?? 0);
}
