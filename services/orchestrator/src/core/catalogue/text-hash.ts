/** 53 bits, the most that a number holds: among a million songs two texts of one hash are unlikely, and do no harm. */
export function textHash(text: string): number {
  let [low, high] = [0x2545f491, 0x1b873593];
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    low = Math.imul(low ^ unit, 0x9e3779b1);
    high = Math.imul(high ^ unit, 0x85ebca6b);
  }
  low = Math.imul(low ^ (high >>> 15), 0xc2b2ae35);
  high = Math.imul(high ^ (low >>> 13), 0x27d4eb2f);
  return ((high >>> 11) & 0x1fffff) * 0x1_0000_0000 + (low >>> 0);
}
