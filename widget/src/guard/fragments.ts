// Pieces of a phrase inside one message, too short to be a finding of their own.

import * as chinese from './chinese.ts';
import type { Folded } from './folding.ts';
import { search } from './matching.ts';
import { denseStretches, runs, type Run } from './phrases.ts';
import { ANNOUNCEMENTS, CHINESE_GRAMMAR, PREDICATES, WALLET_WORDS } from './prose.ts';
import { Tokens } from './tokens.ts';
import { ENGLISH, FUNCTION, LABEL, SIZES, SOFT, isNear, lexicon, type Lexicon } from './wordlists.ts';

// Longer messages that are not a phrase by themselves are prose; nothing is remembered of them.
const LONGEST = 400;
// A message of this many list words is a piece of a phrase; one word less needs the look of a list.
const OBVIOUS = 5;
const OBVIOUS_LISTED = 4;
const LISTED = /[,、;/|\n\d]/g;
// Below this many list words, words of grammar mean that somebody is talking.
const REMARK = 6;
const INSIDE_PROSE = 4;
// Two characters are an everyday answer; a short piece of a phrase may sound a little like prose.
const SHORTEST_PIECE = 3;
const TALK = 4;

/**
 * `weights` per list bit, `span` in the folded text; `characters` only for unseparated Chinese. `bare`: how many words a
 * message of nothing but list words has; `clear`: how many of them are no everyday words.
 */
export interface Fragment {
  readonly weights: ReadonlyMap<number, number>;
  readonly span: readonly [number, number];
  readonly isObvious: boolean;
  readonly characters: string;
  readonly bare: number;
  readonly clear: number;
}

const NOTHING = { weights: new Map<number, number>(), isObvious: false, characters: '', bare: 0, clear: 0 };

export function read(folded: Folded): Fragment | null {
  if (folded.lower.length > LONGEST) return null;
  const lex = lexicon();
  const tokens = new Tokens(folded, lex);
  return wholeMessage(tokens, lex) ?? allListed(tokens, lex) ?? unseparated(tokens, lex) ?? insideProse(tokens, lex);
}

/** Nothing but words of one list, labels and announcements. */
function wholeMessage(tokens: Tokens, lex: Lexicon): Fragment | null {
  const strangers = tokens.words.filter((_, place) => !tokens.masks[place]);
  if (strangers.filter((word) => !ANNOUNCEMENTS.has(word)).length > 1) return null;
  const weighed = present(tokens, lex, 1).map((bit): [number, number] => [bit, weightOfAll(tokens, lex, bit)]);
  const weights = new Map(weighed.filter(([, weight]) => weight > 0));
  if (!weights.size) return null;
  const hits = [...tokens.masks.keys()].filter((place) =>
    [...weights.keys()].some((bit) => (tokens.masks[place] ?? 0) & bit),
  );
  const span = spanOf(tokens, hits[0] ?? 0, hits.at(-1) ?? 0);
  const obvious = Math.max(0, ...[...weights].filter(([bit]) => bit & lex.whole).map(([, weight]) => weight));
  const listed = search(LISTED, tokens.text, ...span);
  const isObvious = obvious >= (listed ? OBVIOUS_LISTED : OBVIOUS);
  return { ...NOTHING, ...bareWords(tokens, lex), weights, span, isObvious };
}

/** Words of the English list and nothing else, although some of them are words of grammar. */
function allListed(tokens: Tokens, lex: Lexicon): Fragment | null {
  const words = bareWords(tokens, lex);
  return words.bare ? { ...NOTHING, ...words, span: spanOf(tokens, 0, tokens.words.length - 1) } : null;
}

function bareWords(tokens: Tokens, lex: Lexicon): { bare: number; clear: number } {
  const english = lex.bit(ENGLISH);
  const bare = tokens.words.length;
  if (!bare || !tokens.masks.every((mask) => mask & english)) return { bare: 0, clear: 0 };
  const clear = tokens.words.filter((word, place) => {
    const everyday = (tokens.masks[place] ?? 0) & (FUNCTION | LABEL);
    return !everyday && !WALLET_WORDS.has(word) && !PREDICATES.has(word);
  }).length;
  return 2 * clear >= bare ? { bare, clear } : { bare: 0, clear: 0 };
}

function present(tokens: Tokens, lex: Lexicon, fewest: number): number[] {
  return [...lex.lists.values()].filter((bit) => tokens.masks.filter((mask) => mask & bit).length >= fewest);
}

/** 0 if the message holds anything but this list, or reads like a short remark. */
function weightOfAll(tokens: Tokens, lex: Lexicon, bit: number): number {
  let [weight, slips, soft, grammar, hits] = [0, 0, 0, 0, 0];
  for (const [place, word] of tokens.words.entries()) {
    const mask = tokens.masks[place] ?? 0;
    if (mask & bit) {
      hits += 1;
      if (mask & FUNCTION) grammar += 1;
      weight += weightOf(word, mask);
    } else if (mask & (LABEL | SOFT) || ANNOUNCEMENTS.has(word)) {
      if (mask & SOFT) soft += 1;
    } else if (slips < 1 && tokens.words.length >= 4 && bit & lex.whole && isNear(word, lex.nameOf(bit))) {
      slips += 1;
    } else {
      return 0;
    }
  }
  if (grammar * 2 > hits || (hits < REMARK && grammar >= 2)) return 0;
  return hits >= REMARK ? weight : weight - soft;
}

function weightOf(word: string, mask: number): number {
  if (ANNOUNCEMENTS.has(word) || CHINESE_GRAMMAR.has(word)) return 0;
  return mask & FUNCTION || WALLET_WORDS.has(word) ? 0.5 : 1;
}

/** A short message of Chinese characters that do not read as a sentence. */
function unseparated(tokens: Tokens, lex: Lexicon): Fragment | null {
  const word = tokens.words[0] ?? '';
  if (tokens.words.length !== 1 || word.length < SHORTEST_PIECE || word.length > Math.max(...SIZES) / 2) return null;
  if (![...word].every((char) => lex.of(char) & lex.chinese) || chinese.soundsLikeProse(word) > TALK) return null;
  return { ...NOTHING, span: tokens.span(0), characters: word };
}

/** Several list words in a row within a sentence; only a run without everyday words counts. */
function insideProse(tokens: Tokens, lex: Lexicon): Fragment | null {
  if (denseStretches(tokens.masks, INSIDE_PROSE).next().done) return null;
  let best: { weight: number; run: Run } | null = null;
  for (const bit of present(tokens, lex, INSIDE_PROSE)) {
    for (const run of runs(tokens, lex, bit & lex.whole, 0, tokens.masks.length - 1)) {
      const weight = run.hits.reduce((sum, hit) => sum + weightOf(tokens.words[hit] ?? '', tokens.masks[hit] ?? 0), 0);
      if (weight >= INSIDE_PROSE && weight > (best?.weight ?? 0) && run.score >= weight - 1) best = { weight, run };
    }
  }
  if (!best) return null;
  const weights = new Map([[best.run.bit, best.weight]]);
  return { ...NOTHING, weights, span: spanOf(tokens, best.run.first, best.run.last) };
}

function spanOf(tokens: Tokens, first: number, last: number): [number, number] {
  return [tokens.span(first)[0], tokens.span(last)[1]];
}

/** Whether the latest pieces of unseparated Chinese, all of one length, make a valid phrase. */
export function completesChinese(seen: readonly (Fragment | null)[]): boolean {
  const size = seen.at(-1)?.characters.length ?? 0;
  if (!size) return false;
  const pieces = seen.flatMap((fragment) => (fragment?.characters ? [fragment.characters] : []));
  return SIZES.filter((total) => total % size === 0).some((total) => {
    const last = pieces.slice(-(total / size));
    return last.every((piece) => piece.length === size) && chinese.isPhrase(last.join(''), lexicon(), 0);
  });
}
