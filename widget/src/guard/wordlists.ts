// The official BIP-39 lists as one table: word -> which lists it stands on. A list is a bit. Abbreviations (first four
// letters) and English spelt backwards are lists of their own. The lists are those of @scure/bip39; the server's guard
// also knows Russian and Turkish.

import { sha256 } from '@noble/hashes/sha2.js';
import { wordlist as czech } from '@scure/bip39/wordlists/czech.js';
import { wordlist as english } from '@scure/bip39/wordlists/english.js';
import { wordlist as french } from '@scure/bip39/wordlists/french.js';
import { wordlist as italian } from '@scure/bip39/wordlists/italian.js';
import { wordlist as japanese } from '@scure/bip39/wordlists/japanese.js';
import { wordlist as korean } from '@scure/bip39/wordlists/korean.js';
import { wordlist as portuguese } from '@scure/bip39/wordlists/portuguese.js';
import { wordlist as simplified } from '@scure/bip39/wordlists/simplified-chinese.js';
import { wordlist as spanish } from '@scure/bip39/wordlists/spanish.js';
import { wordlist as traditional } from '@scure/bip39/wordlists/traditional-chinese.js';

import { foldWord } from './folding.ts';
import { COMMON_WORDS, FUNCTION_WORDS, LABELS, SOFT_JOINTS } from './prose.ts';

export const SIZES = [12, 15, 18, 21, 24];
export const CHINESE = ['chinese_simplified', 'chinese_traditional'];
export const ENGLISH = 'english';

// Above every list bit. A token with one of these weighs nothing when dense stretches are looked for.
export const FUNCTION = 1 << 26;
export const SOFT = 1 << 27;
export const LABEL = 1 << 28;

// The bits follow this order: of two lists that fit alike the first is tried first.
const LISTS: Record<string, readonly string[]> = {
  chinese_simplified: simplified,
  chinese_traditional: traditional,
  czech,
  english,
  french,
  italian,
  japanese,
  korean,
  portuguese,
  spanish,
};
const NAMES = Object.keys(LISTS);
const NOT_ABBREVIATED = [...CHINESE, 'japanese', 'korean'];

const folded = new Map<string, readonly string[]>();
const places = new Map<string, ReadonlyMap<string, number>>();
const alike = new Map<string, ReadonlySet<string>>();

function kept<Value>(cache: Map<string, Value>, name: string, make: () => Value): Value {
  let value = cache.get(name);
  if (value === undefined) cache.set(name, (value = make()));
  return value;
}

/** The 2048 words of one list in official order, folded. */
export function listWords(name: string): readonly string[] {
  return kept(folded, name, () => (LISTS[name] ?? []).map(foldWord));
}

/** `bits` maps a folded word to its list bits and flags; `whole` are the bits of complete words. */
export class Lexicon {
  readonly bits = new Map<string, number>();
  readonly lists = new Map<string, number>();
  readonly whole: number;
  readonly chinese: number;
  readonly heads = new Set<string>();
  readonly longest: number;

  constructor() {
    for (const [name, words] of allLists()) {
      const bit = 1 << this.lists.size;
      this.lists.set(name, bit);
      this.#flag(words, bit);
    }
    this.#flag(FUNCTION_WORDS, FUNCTION);
    this.#flag(SOFT_JOINTS, SOFT);
    this.#flag(LABELS, LABEL);
    this.whole = this.#sum(NAMES);
    this.chinese = this.#sum(CHINESE);
    this.longest = this.#learnHeads();
  }

  bit(name: string): number {
    return this.lists.get(name) ?? 0;
  }

  /** The flags of a word, 0 for a stranger. */
  of(word: string): number {
    return this.bits.get(word) ?? 0;
  }

  nameOf(bit: number): string {
    for (const [name, own] of this.lists) if (own === bit) return name;
    return '';
  }

  #flag(words: Iterable<string>, flag: number): void {
    for (const word of words) this.bits.set(word, this.of(word) | flag);
  }

  #sum(names: readonly string[]): number {
    return names.reduce((sum, name) => sum | this.bit(name), 0);
  }

  #learnHeads(): number {
    let longest = 0;
    for (const [word, own] of this.bits) {
      if (!(own & this.whole) || word.length < 3) continue;
      this.heads.add(word.slice(0, 3));
      longest = Math.max(longest, word.length);
    }
    return longest;
  }
}

function* allLists(): Generator<[string, Iterable<string>]> {
  for (const name of NAMES) yield [name, listWords(name)];
  for (const name of NAMES.filter((each) => !NOT_ABBREVIATED.includes(each))) {
    yield [`${name}/short`, new Set([...listWords(name).map((word) => word.slice(0, 4)), ...listWords(name)])];
  }
  yield [`${ENGLISH}/backwards`, listWords(ENGLISH).map((word) => [...word].reverse().join(''))];
}

let table: Lexicon | undefined;

export function lexicon(): Lexicon {
  return (table ??= new Lexicon());
}

function* withoutOne(word: string): Generator<string> {
  for (let at = 0; at < word.length; at++) yield word.slice(0, at) + word.slice(at + 1);
}

/** One letter wrong, missing, added or swapped, and not a common word in its own right. */
export function isNear(token: string, name: string): boolean {
  if (token.length < 3 || token.length > 12 || COMMON_WORDS.has(token)) return false;
  const spelt = kept(alike, name, () => new Set(listWords(name).flatMap((word) => [word, ...withoutOne(word)])));
  return spelt.has(token) || [...withoutOne(token)].some((shorter) => spelt.has(shorter));
}

/** Whether the words, all folded and on the list, end in their BIP-39 checksum. */
export function hasChecksum(words: readonly string[], name: string): boolean {
  if (!SIZES.includes(words.length)) return false;
  const place = kept(places, name, () => new Map(listWords(name).map((word, at) => [word, at])));
  const bits = words.map((word) => (place.get(word) ?? 0).toString(2).padStart(11, '0')).join('');
  const check = words.length / 3;
  const entropy = bits.slice(0, -check).match(/.{8}/g) ?? [];
  const hash = sha256(Uint8Array.from(entropy, (byte) => parseInt(byte, 2)))[0] ?? 0;
  return hash >> (8 - check) === parseInt(bits.slice(-check), 2);
}
