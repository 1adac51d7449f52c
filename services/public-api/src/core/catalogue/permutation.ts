const rounds = 4;

/** Mixes a number and a key to 32 bits (the finalizer of MurmurHash3, by Austin Appleby, public domain). */
export function mixed(value: number, key: number): number {
  let hash = Math.imul(value ^ key, 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/**
 * A permutation of 0 to `size` - 1 that a seed determines: an order of all tracks that nothing has to be stored for. It is a
 * Feistel network on the next even number of bits; what falls outside is permuted again until it is inside.
 */
export class Permutation {
  private readonly half: number;

  constructor(
    readonly size: number,
    private readonly seed: number,
  ) {
    const bits = Math.max(2, Math.ceil(Math.log2(Math.max(2, size))));
    this.half = 2 ** Math.ceil(bits / 2);
  }

  /** What stands at this place, from 0. */
  at(place: number): number {
    let value = place;
    do value = this.step(value);
    while (value >= this.size);
    return value;
  }

  private step(value: number): number {
    let left = Math.floor(value / this.half);
    let right = value % this.half;
    for (let round = 0; round < rounds; round++) {
      const next = (left + mixed(right, this.seed + Math.imul(round + 1, 0x9e3779b9))) % this.half;
      left = right;
      right = next;
    }
    return left * this.half + right;
  }
}
