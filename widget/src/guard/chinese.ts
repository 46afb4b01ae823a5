// Chinese phrases written without separators. Nearly every sentence is made of list characters, so this asks for an
// exact count, a valid checksum, a run that stands alone, and no sound of a sentence.

import type { Finding } from './findings.ts';
import type { Folded } from './folding.ts';
import { endOf, every, search } from './matching.ts';
import { CHINESE_PAIRS } from './prose.ts';
import { HAN } from './tokens.ts';
import { CHINESE, SIZES, hasChecksum, listWords, type Lexicon } from './wordlists.ts';

type Span = [number, number];

const RUN = new RegExp(`[${HAN}]{2,}`, 'g');
// Groups of a phrase ("two words per line") stand apart by blanks only; commas make lists of everyday words.
const APART = /^\s{1,4}(?:\d{1,2}[.)、:]?\s?)?$/;
const CUE = /(?:助[记記][词詞]|[单單][词詞])(?:就?是|[为為]|如下)?/g;
const CUE_BEHIND = /(?:[这這]?(?:就?是|[为為]))?我?的?(?:[钱錢]包)?的?助[记記][词詞]/g;
const SHORTEST = Math.min(...SIZES);
const LONGEST = Math.max(...SIZES);
const BOUNDS = [100, 300, 600, 1000];
const WEIGHTS = [2.15, 0.94, 0.15, -0.89, -1.86];
const PAIR = 3;
// One random phrase in about a thousand sounds more like prose than the first bound, and none like the second.
const UNANNOUNCED = 2;
const ANNOUNCED = 6;

export function* find(folded: Folded, lex: Lexicon): Generator<Finding> {
  const text = folded.lower;
  const hits = [...every(RUN, text)].map((hit): Span => [hit.index, endOf(hit)]);
  for (const [start, end] of hits) {
    for (const [first, last] of possible(text, start, end)) {
      const announced = first > start || last < end;
      if (isPhrase(text.slice(first, last), lex, announced ? ANNOUNCED : UNANNOUNCED)) {
        yield folded.finding('mnemonic', first, last);
        break;
      }
    }
  }
  for (const [first, last] of grouped(text, hits)) {
    const characters = [...every(RUN, text.slice(first, last))].map((hit) => hit[0]).join('');
    if (isPhrase(characters, lex, UNANNOUNCED)) yield folded.finding('mnemonic', first, last);
  }
}

/** The run itself, and what follows or precedes the words that announce a phrase. */
function* possible(text: string, start: number, end: number): Generator<Span> {
  if (SIZES.includes(end - start)) yield [start, end];
  const cue = search(CUE, text, start, Math.min(end, start + 24));
  if (cue) {
    const from = endOf(cue);
    for (const size of [...SIZES].reverse()) if (from + size <= end) yield [from, from + size];
  }
  const behind = search(CUE_BEHIND, text, start + SHORTEST, Math.min(end, start + 2 * LONGEST));
  if (behind && SIZES.includes(behind.index - start)) yield [start, behind.index];
}

export function isPhrase(characters: string, lex: Lexicon, patience: number): boolean {
  return (
    SIZES.includes(characters.length) &&
    CHINESE.some((name) => allOn(characters, lex, name) && hasChecksum([...characters], name)) &&
    soundsLikeProse(characters) < patience
  );
}

function allOn(characters: string, lex: Lexicon, name: string): boolean {
  return [...characters].every((char) => lex.of(char) & lex.bit(name));
}

/**
 * Log-likelihood of everyday Chinese against random characters of the list, which is ordered by how common a character
 * is. An everyday pair ("交易") all but rules random characters out.
 */
export function soundsLikeProse(characters: string): number {
  let sum = 0;
  for (let at = 0; at < characters.length; at++) {
    const place = commonPlaces().get(characters[at] ?? '') ?? LEAST_COMMON;
    sum += WEIGHTS[BOUNDS.filter((bound) => bound <= place).length] ?? 0;
    if (CHINESE_PAIRS.has(characters.slice(at, at + 2))) sum += PAIR;
  }
  return sum;
}

const LEAST_COMMON = BOUNDS.at(-1) ?? 0;
let common: Map<string, number> | undefined;

function commonPlaces(): Map<string, number> {
  return (common ??= new Map(
    [...CHINESE].reverse().flatMap((name) => listWords(name).map((char, place): [string, number] => [char, place])),
  ));
}

/** Neighbouring groups of equal length (2 to 6) that make an exact count together. */
function* grouped(text: string, hits: readonly Span[]): Generator<Span> {
  let block: Span[] = [];
  for (const [start, end] of [...hits, [-1, -1] as Span]) {
    const size = end - start;
    const [head, last] = [block[0], block.at(-1)];
    const fits = head && last && size === head[1] - head[0] && APART.test(text.slice(last[1], start));
    if (!fits) {
      yield* whole(block);
      block = [];
    }
    if (size >= 2 && size <= 6) block.push([start, end]);
  }
}

function* whole(block: readonly Span[]): Generator<Span> {
  const [head, last] = [block[0], block.at(-1)];
  if (block.length > 1 && head && last && SIZES.includes(block.length * (head[1] - head[0]))) yield [head[0], last[1]];
}
