// A phrase that goes out in pieces: what the page remembers of the last messages it sent.

import type { Finding } from './findings.ts';
import { settle } from './findings.ts';
import { Folded } from './folding.ts';
import * as fragments from './fragments.ts';
import type { Fragment } from './fragments.ts';
import * as hexkeys from './hexkeys.ts';
import * as keys from './keys.ts';
import * as keystores from './keystores.ts';
import * as passwords from './passwords.ts';
import * as phrases from './phrases.ts';
import * as told from './told.ts';
import { lexicon } from './wordlists.ts';

const MESSAGES = 40;
// Nine clear words of one list, told in pieces, are a phrase in the making.
const ENOUGH = 9;
// Messages of list words only, four or so each, close together.
const BARE = 3;
const BARE_ENOUGH = 8;
const CLOSE = 4;
// Where the conversation speaks of a phrase: clear words in bare messages, and words that were told by their place.
const CUED_ENOUGH = 4;
const CUED_LONGEST = 6;
const TOLD_ENOUGH = 3;

const DETECTORS = [keystores.find, phrases.find, told.find, keys.find, hexkeys.find, passwords.find];

/** Makes the tables of the word lists now, so that the first message does not wait for them. */
export function prepare(): void {
  lexicon();
}

/**
 * Immutable: `after` gives the window as it is once a message has been sent. Keeps weights of the last 40 messages and
 * short runs of Chinese characters, no other text.
 */
export class Window {
  readonly #seen: readonly (Fragment | null)[];
  readonly #told: readonly (readonly [number, number])[];
  readonly #cued: number;
  readonly #expectsKey: boolean;

  constructor(
    seen: readonly (Fragment | null)[] = [],
    words: readonly (readonly [number, number])[] = [],
    cued = 0,
    expectsKey = false,
  ) {
    this.#seen = seen;
    this.#told = words;
    this.#cued = cued;
    this.#expectsKey = expectsKey;
  }

  /** Every secret of a message that is about to be sent behind the others, in order of place. */
  look(text: string): Finding[] {
    const folded = new Folded(text);
    const next = this.#extended(folded);
    return settle([
      ...DETECTORS.flatMap((detect) => [...detect(folded)]),
      ...this.#toldInTurn(folded, next),
      ...this.#announcedKey(folded),
      ...remembered(folded, next.#seen, next.#cued > 0),
    ]);
  }

  after(text: string): Window {
    return this.#extended(new Folded(text));
  }

  #extended(folded: Folded): Window {
    const { quotes, counted } = this.#quotes(folded);
    const count = (some: readonly told.Quote[]): number => some.reduce((sum, quote) => sum + quote.count, 0);
    const mentions = quotes.length > 0 || told.mentionsPhrase(folded.lower);
    return new Window(
      [...this.#seen, fragments.read(folded)].slice(-MESSAGES),
      [...this.#told, [count(quotes), count(counted)] as const].slice(-MESSAGES),
      mentions ? MESSAGES : Math.max(0, this.#cued - 1),
      hexkeys.endsWithKeyCue(folded.lower),
    );
  }

  #quotes(folded: Folded): { quotes: told.Quote[]; counted: told.Quote[] } {
    const quotes = told.quoted(
      folded,
      this.#told.some(([clear]) => clear > 0),
    );
    return { quotes, counted: quotes.length ? quotes : told.placed(folded) };
  }

  /** Words told by their place, here and before: the third makes them a part of a phrase. */
  #toldInTurn(folded: Folded, next: Window): Finding[] {
    const { quotes, counted } = this.#quotes(folded);
    const counts = next.#told.map(([, each]) => each);
    const total = counts.reduce((sum, each) => sum + each, 0);
    const enough = counts.filter((each) => each > 0).length > 1 && total >= TOLD_ENOUGH;
    const kind = enough ? 'mnemonic_part' : 'phrase_part';
    return (enough ? counted : quotes).map((quote) => folded.finding(kind, quote.start, quote.end));
  }

  /** 64 hex digits right after a message that ended by announcing a private key. */
  #announcedKey(folded: Folded): Finding[] {
    const spans = this.#expectsKey ? hexkeys.unlabelled(folded.lower) : [];
    return spans.map((span) => folded.finding('private_key', ...span));
  }
}

/** `seen` ends with the message itself. */
function remembered(folded: Folded, seen: readonly (Fragment | null)[], cued: boolean): Finding[] {
  const fragment = seen.at(-1);
  if (!fragment) return [];
  if (totalWeight(seen, fragment) >= ENOUGH || areAllBare(seen, fragment) || fragments.completesChinese(seen)) {
    return [folded.finding('mnemonic', ...fragment.span)];
  }
  const isPart = fragment.isObvious || (cued && isBareAfterCue(seen, fragment));
  return isPart ? [folded.finding('mnemonic_part', ...fragment.span)] : [];
}

/** Whether this message and those just before it are rows of list words that make a phrase together. */
function areAllBare(seen: readonly (Fragment | null)[], fragment: Fragment): boolean {
  if (fragment.bare < BARE) return false;
  const rows = seen.slice(-CLOSE).flatMap((each) => (each && each.bare >= BARE ? [each.bare] : []));
  return rows.length > 1 && rows.reduce((sum, row) => sum + row, 0) >= BARE_ENOUGH;
}

/** Bare list words, few a message, in a conversation about a phrase. */
function isBareAfterCue(seen: readonly (Fragment | null)[], fragment: Fragment): boolean {
  if (!fragment.clear) return false;
  const last = seen.slice(-CUED_LONGEST).filter((each) => each?.bare);
  return last.reduce((sum, each) => sum + (each?.clear ?? 0), 0) >= CUED_ENOUGH;
}

/** The weight of all fragments of one list, at best over the lists this message belongs to. */
function totalWeight(seen: readonly (Fragment | null)[], fragment: Fragment): number {
  const totals = [...fragment.weights.keys()].map((bit) =>
    seen.reduce((sum, each) => sum + (each?.weights.get(bit) ?? 0), 0),
  );
  return Math.max(0, ...totals);
}
