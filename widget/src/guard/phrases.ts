// Recovery phrases written as words: counted in runs, forgiving about slips, strict about prose.

import * as chinese from './chinese.ts';
import type { Finding } from './findings.ts';
import type { Folded } from './folding.ts';
import * as glued from './glued.ts';
import { Tokens } from './tokens.ts';
import { FUNCTION, LABEL, SIZES, SOFT, hasChecksum, isNear, lexicon, type Lexicon } from './wordlists.ts';

// Weights of one token in a run. A stranger costs three words, so prose never climbs; a slip costs one, and
// list words that are everyday grammar count for nothing.
const NEAR = -1;
const SOFT_COST = -1;
const STRANGER = -3;
const MOST_NEAR = 4;
// The score that makes a phrase of at least ten words (two may be missing): a row without any gap is the
// clearest sign, a row of abbreviations the weakest.
const FEWEST = 10;
const FULL = 12;
const ENOUGH = 7;
const ENOUGH_UNBROKEN = 6;
const ENOUGH_SHORT = 9;
const DENSE = 6;
// "the second word is": no more joints than this stand before a word that is read out.
const MOST_SOFT = 4;
// No person writes this many list words in a row: taken whole, so that hostile input costs one pass.
const ENDLESS = 2_000;

/** Tokens first..last (inclusive) seen as words of one list. */
export interface Run {
  bit: number;
  first: number;
  last: number;
  hits: number[];
  score: number;
}

export function* find(folded: Folded): Generator<Finding> {
  const lex = lexicon();
  const tokens = new Tokens(folded, lex);
  for (const [first, last] of denseStretches(tokens.masks, DENSE)) {
    for (const run of phrasesIn(tokens, lex, first, last)) {
      yield folded.finding('mnemonic', tokens.span(run.first)[0], tokens.span(run.last)[1]);
    }
  }
  yield* glued.find(folded, tokens, lex);
  yield* chinese.find(folded, lex);
}

/** Where list words of any language outweigh strangers; a cheap sieve, so it is generous. */
export function* denseStretches(masks: readonly number[], enough: number): Generator<[number, number]> {
  let [score, first, peak, idle] = [0, 0, 0, 0];
  for (const [place, mask] of masks.entries()) {
    if (!mask) {
      if (score <= 0) continue;
      score -= 2;
      if (score > 0) continue;
      if (peak >= enough) yield [first, place];
      peak = 0;
    } else if (mask < FUNCTION) {
      if (score <= 0) [first, score] = [place, 0];
      score += 1;
      idle = 0;
      peak = Math.max(peak, score);
    } else if (score > 0 && mask & SOFT) {
      idle += 1;
      if (idle > MOST_SOFT) score -= 1;
    }
  }
  if (peak >= enough) yield [first, masks.length - 1];
}

/** Phrases of the list that explains most of this stretch, or else of the next best. */
function* phrasesIn(tokens: Tokens, lex: Lexicon, first: number, last: number): Generator<Run> {
  const masks = tokens.masks.slice(first, last + 1);
  const from = Math.max(0, first - 3);
  if (last - first > ENDLESS && mostlyHits(masks)) {
    yield { bit: 0, first: from, last, hits: [], score: 0 };
    return;
  }
  for (const bit of likelyLists(masks, lex)) {
    const found = [...runs(tokens, lex, bit, from, last)].filter((run) => isPhrase(tokens, lex, run));
    if (!found.length) continue;
    for (const run of found) yield withEdges(tokens, lex, run);
    return;
  }
}

function mostlyHits(masks: readonly number[]): boolean {
  return 2 * masks.filter((mask) => mask > 0 && mask < FUNCTION).length >= masks.length;
}

function likelyLists(masks: readonly number[], lex: Lexicon): number[] {
  const counted = [...lex.lists.values()].map((bit) => ({ bit, count: masks.filter((mask) => mask & bit).length }));
  const likely = counted.filter(({ count }) => count >= FEWEST - 2);
  return likely
    .sort((one, other) => other.count - one.count || one.bit - other.bit)
    .slice(0, 4)
    .map(({ bit }) => bit);
}

/** Best-scoring runs of one list inside first..last, in order. */
export function* runs(tokens: Tokens, lex: Lexicon, bit: number, first: number, last: number): Generator<Run> {
  let best: Run | null = null;
  let [score, start, near, numbered] = [0, first, 0, false];
  let hits: number[] = [];
  for (let place = first; place <= last; place++) {
    const mask = tokens.masks[place] ?? 0;
    if (mask & bit) {
      if (!hits.length) [start, score, near] = [place, 0, 0];
      hits.push(place);
      if (!(mask & (FUNCTION | LABEL))) score += 1;
      numbered ||= Boolean(mask & LABEL);
      if (!best || score >= best.score) best = { bit, first: start, last: place, hits, score };
    } else if (mask & LABEL) {
      numbered = true;
    } else if (hits.length) {
      const cost = costOf(tokens, lex, place, bit, numbered, near);
      if (cost === NEAR && !mask) near += 1;
      numbered &&= cost > STRANGER;
      score += cost;
    }
    if (hits.length && (score < 0 || (score === 0 && !(mask & bit)))) {
      if (best) yield trimmed(best);
      [best, hits, score] = [null, [], 0];
    }
  }
  if (best) yield trimmed(best);
}

function costOf(tokens: Tokens, lex: Lexicon, place: number, bit: number, numbered: boolean, near: number): number {
  if ((tokens.masks[place] ?? 0) & SOFT) return numbered || tokens.gapHasDigit(place) ? 0 : SOFT_COST;
  return near < MOST_NEAR && isSlip(tokens, lex, place, bit) ? NEAR : STRANGER;
}

function isSlip(tokens: Tokens, lex: Lexicon, place: number, bit: number): boolean {
  return Boolean(bit & lex.whole & ~lex.chinese) && isNear(tokens.words[place] ?? '', lex.nameOf(bit));
}

/** The hits list goes on growing behind the best place; what lies behind it is not part of the run. */
function trimmed(run: Run): Run {
  return { ...run, hits: run.hits.filter((hit) => hit <= run.last) };
}

function isPhrase(tokens: Tokens, lex: Lexicon, run: Run): boolean {
  const count = run.hits.length;
  const words = run.hits.map((hit) => tokens.words[hit] ?? '');
  if (isRepetitive(tokens, run)) {
    return isUnbroken(tokens, run) && checksOut(lex, run.bit, words, hasOneMainWord(words) ? 2 : 0);
  }
  if (!(run.bit & lex.whole)) return count >= FULL && run.score >= ENOUGH_SHORT;
  if (count >= FULL && checksOut(lex, run.bit, words, 28)) return true;
  return count >= FEWEST && run.score >= (isUnbroken(tokens, run) ? ENOUGH_UNBROKEN : ENOUGH);
}

/** Lists of synonyms, code and tables repeat a few words; the phrases known for it have a checksum. */
function isRepetitive(tokens: Tokens, run: Run): boolean {
  const plain = run.hits.filter((hit) => !((tokens.masks[hit] ?? 0) & LABEL));
  return 3 * new Set(plain.map((hit) => tokens.words[hit])).size < 2 * plain.length;
}

/** As in the phrases for tests that are one word eleven times and a last one. */
function hasOneMainWord(words: readonly string[]): boolean {
  const most = Math.max(...[...new Set(words)].map((word) => words.filter((each) => each === word).length));
  return 2 * most >= words.length;
}

/** Nothing but labels stands between the words. */
function isUnbroken(tokens: Tokens, run: Run): boolean {
  return tokens.masks.slice(run.first, run.last + 1).every((mask) => mask & (run.bit | LABEL));
}

/** Whether words that follow each other end in their checksum; at most `slack` words may be left over. */
function checksOut(lex: Lexicon, bit: number, words: readonly string[], slack: number): boolean {
  if (!(bit & lex.whole)) return false;
  const name = lex.nameOf(bit);
  const sizes = SIZES.filter((size) => words.length >= size && words.length - size <= slack);
  return sizes.some((size) => {
    const starts = Array.from({ length: words.length - size + 1 }, (_, at) => at);
    return starts.some((at) => hasChecksum(words.slice(at, at + size), name));
  });
}

/** Takes in misspelt words at either end, and words cut off by one stranger. */
function withEdges(tokens: Tokens, lex: Lexicon, run: Run): Run {
  const first = reach(tokens, lex, run.bit, run.first, -1);
  return { ...run, first, last: reach(tokens, lex, run.bit, run.last, 1) };
}

function reach(tokens: Tokens, lex: Lexicon, bit: number, from: number, step: number): number {
  let [place, edge] = [from, from];
  for (;;) {
    const ahead = place + step;
    const mask = tokens.masks[ahead];
    if (mask === undefined) return edge;
    if (isPlainHit(mask, bit) || (!mask && isSlip(tokens, lex, ahead, bit))) place = edge = ahead;
    else if (place === edge && isPlainHit(tokens.masks[ahead + step] ?? 0, bit)) place = ahead;
    else return edge;
  }
}

function isPlainHit(mask: number, bit: number): boolean {
  return Boolean(mask & bit) && !(mask & FUNCTION);
}
