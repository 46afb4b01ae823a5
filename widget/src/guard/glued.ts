// Phrases whose words are written together, all of them or a few at a time.

import type { Finding } from './findings.ts';
import type { Folded } from './folding.ts';
import type { Tokens } from './tokens.ts';
import type { Lexicon } from './wordlists.ts';

const FEWEST = 10;
const SHORTEST = 30;
// Hex digits and drawn-out sounds ("babababa...") split into list words too, but use few letters.
const FEWEST_LETTERS = 7;
// Nobody glues a longer phrase; the budget keeps hostile input linear.
const BUDGET = 40_000;
const PIECES_TEXT = 3_000;

export function* find(folded: Folded, tokens: Tokens, lex: Lexicon): Generator<Finding> {
  let budget = BUDGET;
  for (const [place, word] of tokens.words.entries()) {
    if (word.length < SHORTEST || budget <= 0 || tokens.masks[place]) continue;
    const stretch = word.slice(0, budget);
    budget -= stretch.length;
    const [start] = tokens.span(place);
    for (const [first, last] of chains(stretch, lex)) yield folded.finding('mnemonic', start + first, start + last);
  }
  if (budget === BUDGET) yield* inPieces(folded, tokens, lex);
}

/** Stretches of a word that split into ten or more list words without a rest. */
function* chains(word: string, lex: Lexicon): Generator<[number, number]> {
  const { counts, starts } = longestChains(word, lex);
  let end = word.length;
  while (end > 0) {
    const start = starts[end] ?? end;
    if ((counts[end] ?? 0) >= FEWEST && new Set(word.slice(start, end)).size >= FEWEST_LETTERS) {
      yield [start, end];
      end = start;
    } else {
      end -= 1;
    }
  }
}

/** For each place: how many list words in a row end there at most, and where that chain began. */
function longestChains(word: string, lex: Lexicon): { counts: number[]; starts: number[] } {
  const counts = new Array<number>(word.length + 1).fill(0);
  const starts = counts.map((_, at) => at);
  for (let at = 0; at < word.length - 2; at++) {
    if (!lex.heads.has(word.slice(at, at + 3))) continue;
    const count = (counts[at] ?? 0) + 1;
    for (let end = at + 3; end <= Math.min(at + lex.longest, word.length); end++) {
      if (!(lex.of(word.slice(at, end)) & lex.whole) || count <= (counts[end] ?? 0)) continue;
      counts[end] = count;
      starts[end] = starts[at] ?? at;
    }
  }
  return { counts, starts };
}

/** "abandonability ableabout ...": neighbouring tokens that are all made of list words. */
function* inPieces(folded: Folded, tokens: Tokens, lex: Lexicon): Generator<Finding> {
  if (folded.lower.length > PIECES_TEXT || tokens.words.filter((word) => word.length >= 6).length < 3) return;
  let [first, count, pairs] = [0, 0, 0];
  for (const [place, word] of [...tokens.words, ''].entries()) {
    const parts = word ? partsOf(word, lex) : 0;
    if (parts) {
      if (!count) first = place;
      count += parts;
      if (parts > 1) pairs += 1;
      continue;
    }
    if (count >= FEWEST + 2 && pairs >= 3) {
      yield folded.finding('mnemonic', tokens.span(first)[0], tokens.span(place - 1)[1]);
    }
    count = pairs = 0;
  }
}

/** Into how many list words a token splits without a rest; 0 if it does not. */
function partsOf(word: string, lex: Lexicon): number {
  if (lex.of(word) & lex.whole) return 1;
  if (word.length < 6 || !lex.heads.has(word.slice(0, 3))) return 0;
  const { counts, starts } = longestChains(word, lex);
  return starts.at(-1) === 0 ? (counts.at(-1) ?? 0) : 0;
}
