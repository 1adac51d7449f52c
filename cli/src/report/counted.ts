/** `1 song`, `1,234 songs`. @param noun in the singular, of those that only take an s */
export const counted = (count: number, noun: string): string => `${count.toLocaleString('en')} ${noun}${count === 1 ? '' : 's'}`;
