import { hkdfSync, randomBytes } from 'node:crypto';
import { Fault } from '@catalogsync/faults';

/** Crockford's base 32: no I, L, O and U, so that nothing is mistaken or spells a word. */
const symbols = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const secretBytes = 16;
/** 128 bits in fives; two symbols more catch typing errors. */
const secretSymbols = 26;
const codeSymbols = secretSymbols + 2;
/** The largest prime of two symbols: any one wrong symbol, and any two exchanged neighbours, give another remainder. */
const checkModulus = 1021n;

/** A one-time code: typed by a person on another host, and all that opens a pairing package. */
export interface PairingCode {
  /** In groups, as it is shown. */
  readonly text: string;
  /** Names the package without telling anything of the key. Lower-case hex. */
  readonly id: string;
  /** Of A256GCM. */
  readonly key: Uint8Array;
}

/** 128 random bits. */
export function newPairingCode(): PairingCode {
  return codeOf(randomBytes(secretBytes));
}

/**
 * A code as it was typed: case, spaces and hyphens do not matter, and O, I and L count as the digits that they resemble.
 * @throws Fault `invalid_argument` for a typing error
 */
export function readPairingCode(typed: string): PairingCode {
  const plain = typed.toUpperCase().replace(/[\s-]/g, '').replace(/O/g, '0').replace(/[IL]/g, '1');
  const values = [...plain].map((symbol) => symbols.indexOf(symbol));
  if (values.length !== codeSymbols || values.includes(-1)) throw mistyped();
  const numberOf = (part: readonly number[]): bigint => part.reduce((sum, value) => sum * 32n + BigInt(value), 0n);
  const secret = numberOf(values.slice(0, secretSymbols));
  if (secret >> BigInt(8 * secretBytes) !== 0n || numberOf(values.slice(secretSymbols)) !== secret % checkModulus) throw mistyped();
  return codeOf(Buffer.from(secret.toString(16).padStart(2 * secretBytes, '0'), 'hex'));
}

function codeOf(secret: Buffer): PairingCode {
  const number = BigInt(`0x${secret.toString('hex')}`);
  const text = printed(number, secretSymbols) + printed(number % checkModulus, codeSymbols - secretSymbols);
  const derived = (use: string, bytes: number): Buffer => Buffer.from(hkdfSync('sha256', secret, '', `catalogsync pairing ${use}`, bytes));
  return { text: text.match(/.{4}/g)?.join('-') ?? text, id: derived('id', 16).toString('hex'), key: derived('key', 32) };
}

function printed(number: bigint, length: number): string {
  let text = '';
  for (let rest = number; text.length < length; rest /= 32n) text = (symbols[Number(rest % 32n)] ?? '') + text;
  return text;
}

const mistyped = (): Fault =>
  new Fault('invalid_argument', 'the code is mistyped', { hint: 'Copy it whole, as `cloud invite` printed it: seven groups of four.' });
