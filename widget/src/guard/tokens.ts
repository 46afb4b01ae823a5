// A folded text as words: what each is to the word lists, and where it stands.

import type { Folded } from './folding.ts';
import { endOf, every, search } from './matching.ts';
import { LABEL, type Lexicon } from './wordlists.ts';

export const HAN = '㐀-䶿一-鿿';
const KANA = 'ぁ-ヿ';
const JAMO = 'ᄀ-ᇿ';
/** A letter, or a number that is no decimal digit, as Python's `[^\W\d_]`. */
export const LETTER = String.raw`[\p{L}\p{Nl}\p{No}]`;
const OTHER_LETTER = `(?:(?![${HAN}${KANA}${JAMO}])${LETTER})`;
const NUMERAL = '[0-9一二三四五六七八九十]{1,3}';
// Han, kana, Hangul and the other letters never share a word; digits and signs only separate.
// Escaped line ends ("\n" as two characters) must not lend their letter to the next word.
const WORD = new RegExp(
  String.raw`第\s?${NUMERAL}\s?(?:[个個号號位]?[单單]?[字词詞]|[个個号號位])?|[${HAN}]+|[${KANA}]+|[${JAMO}]+` +
    String.raw`|(?<!\\)${OTHER_LETTER}+|(?<=\\)[nrt]|${OTHER_LETTER}+`,
  'gu',
);
const ASCII_WORD = /[a-z]+/g;
const SIMPLE = /^[\0-\x5b\x5d-\x7f]*$/;
const DIGIT = /\p{Nd}/gu;

/** `words` and `masks` run in step. */
export class Tokens {
  readonly text: string;
  readonly words: string[];
  readonly masks: number[];
  readonly #spans: [number, number][];

  constructor(folded: Folded, lexicon: Lexicon) {
    this.text = folded.lower;
    const hits = [...every(SIMPLE.test(this.text) ? ASCII_WORD : WORD, this.text)];
    this.#spans = hits.map((hit) => [hit.index, endOf(hit)]);
    this.words = hits.map((hit) => hit[0]);
    const special = this.text.includes('第') || this.text.includes('\\');
    this.masks = this.words.map((word) => (special && isOrdinal(word) ? LABEL : lexicon.of(word)));
  }

  span(place: number): [number, number] {
    return this.#spans[place] ?? [0, 0];
  }

  /** Whether a number stands right before this word ("3. word", "#3 word"). */
  gapHasDigit(place: number): boolean {
    const [start] = this.span(place);
    return search(DIGIT, this.text, Math.max(0, start - 4), start) !== null;
  }
}

function isOrdinal(word: string): boolean {
  return (word[0] === '第' && word.length > 1) || word === 'n' || word === 'r' || word === 't';
}
