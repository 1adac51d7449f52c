/** So many things in English, from a number as it is written: "1 song", "2 songs". */
export const counted = (count: string, thing: string): string => `${count} ${thing}${count === '1' ? '' : 's'}`;
