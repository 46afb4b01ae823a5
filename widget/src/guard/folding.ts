// One plain spelling for every look of a text, with the way back to the original places: invisible characters, accents
// and enclosing marks go, full-width, circled and mathematical letters become plain ones, katakana becomes hiragana and
// Hangul syllables their letters (NFKD). Case is kept in `text`.

import { KINDS, type Finding, type Kind } from './findings.ts';

// A mark left by an earlier redaction is nobody's secret and nobody's context.
const MARK = new RegExp(`\\[(?:${KINDS.join('|')})\\]`, 'g');
const ODD_LETTERS: Record<string, string> = {
  ı: 'i',
  ł: 'l',
  Ł: 'L',
  ø: 'o',
  Ø: 'O',
  æ: 'ae',
  œ: 'oe',
  đ: 'd',
  ß: 'ss',
};
const UNSEEN = /[\p{Cf}\p{Mn}\p{Me}]/u;
const BEYOND_ASCII = /[^\0-\x7f]/;

const seen = new Map<string, string>();

function plain(char: string): string {
  let known = seen.get(char);
  if (known === undefined) seen.set(char, (known = ODD_LETTERS[char] ?? decomposed(char)));
  return known;
}

function decomposed(char: string): string {
  const pieces = [...char.normalize('NFKD')].filter((piece) => !UNSEEN.test(piece));
  return pieces.map((piece) => ('ァ' <= piece && piece <= 'ヶ' ? hiragana(piece) : piece)).join('');
}

function hiragana(katakana: string): string {
  return String.fromCharCode(katakana.charCodeAt(0) - 0x60);
}

/** `lower` has the same length as `text`. */
export class Folded {
  readonly text: string;
  readonly lower: string;
  readonly #size: number;
  readonly #starts: number[] | null = null;

  constructor(original: string) {
    this.#size = original.length;
    let text = original;
    if (BEYOND_ASCII.test(original)) {
      this.#starts = [];
      text = folded(original, this.#starts);
    }
    this.text = text.replace(MARK, (mark) => '\0'.repeat(mark.length));
    const lower = this.text.toLowerCase();
    this.lower = lower.length === this.text.length ? lower : [...this.text].map(lowerOne).join('');
  }

  /** A finding in original places; invisible characters behind the last letter belong to it. */
  finding(kind: Kind, start: number, end: number): Finding {
    if (!this.#starts) return { kind, start, end };
    const after = this.#starts[end] ?? this.#size;
    return { kind, start: this.#starts[start] ?? this.#size, end: Math.max(after, (this.#starts[end - 1] ?? 0) + 1) };
  }
}

function folded(original: string, starts: number[]): string {
  const pieces: string[] = [];
  let at = 0;
  for (const char of original) {
    const piece = plain(char);
    for (let unit = 0; unit < piece.length; unit++) starts.push(at);
    pieces.push(piece);
    at += char.length;
  }
  return pieces.join('');
}

function lowerOne(char: string): string {
  const lower = char.toLowerCase();
  return lower.length === char.length ? lower : char;
}

/** The spelling under which a word-list entry is looked up. */
export function foldWord(word: string): string {
  return (BEYOND_ASCII.test(word) ? [...word].map(plain).join('') : word).toLowerCase();
}
