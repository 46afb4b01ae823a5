// Hashes and addresses in a text: where they are, and how they are shown short.

export interface Code {
  readonly start: number;
  readonly value: string;
  readonly kind: 'hash' | 'address';
}

const BASE58 = '[1-9A-HJ-NP-Za-km-z]';
const FORMS: readonly (readonly [Code['kind'], string])[] = [
  ['hash', '0x[0-9a-fA-F]{64}'],
  ['address', '0x[0-9a-fA-F]{40}'],
  ['hash', '[0-9a-fA-F]{64}'],
  ['address', `T${BASE58}{33}`],
  ['address', '(?:bc1|tb1|ltc1|cosmos1)[02-9ac-hj-np-z]{11,87}'],
  ['hash', `${BASE58}{86,88}`],
  ['address', `${BASE58}{43,44}`],
  ['address', `[13]${BASE58}{25,33}`],
];
const ANY = new RegExp(`(?<![0-9A-Za-z])(?:${FORMS.map(([, form]) => `(${form})`).join('|')})(?![0-9A-Za-z])`, 'g');

export function findCodes(text: string): Code[] {
  const found: Code[] = [];
  for (const match of text.matchAll(ANY)) {
    const form = match.slice(1).findIndex((group) => group !== undefined);
    const kind = FORMS[form]?.[0];
    if (kind && looksMade(match[0])) found.push({ start: match.index, value: match[0], kind });
  }
  return found;
}

/** A long word without any digit is a word, not a code. */
function looksMade(value: string): boolean {
  return /\d/.test(value);
}

/** Ten characters at the front and eight at the end: imitated addresses usually agree in four or six only. */
export function shorten(value: string): string {
  return value.length <= 24 ? value : `${value.slice(0, 10)}…${value.slice(-8)}`;
}

export function shortenCodes(text: string): string {
  return findCodes(text).reduceRight(
    (result, { start, value }) => result.slice(0, start) + shorten(value) + result.slice(start + value.length),
    text,
  );
}
