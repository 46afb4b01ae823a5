// Words of a phrase that a message names: "第五个是 …", "my first word is …", "the first four words: …". Nearly every word
// of the lists is an everyday word, so a list word counts only where the sentence quotes it: behind a place in the phrase
// or a name of the phrase, and a joint ("是", "is", ":", a quotation mark).

import { soundsLikeProse } from './chinese.ts';
import type { Finding } from './findings.ts';
import type { Folded } from './folding.ts';
import { endOf, every, matchAt, placeOf, search } from './matching.ts';
import { CHINESE_GRAMMAR, CHINESE_PREDICATES, PREDICATES, WALLET_WORDS } from './prose.ts';
import { HAN, LETTER } from './tokens.ts';
import { ENGLISH, FUNCTION, LABEL, isNear, lexicon } from './wordlists.ts';

// From here on a phrase counts as exposed; fewer words are a slip to be warned about.
const MANY = 4;
const LONGEST = 2_000;
const NUMERAL = String.raw`(?:\d{1,2}|[一二三四五六七八九十两兩]{1,3}|几)`;
const HAN_WORD = String.raw`(?:助[记記]?[词詞]|[单單][词詞]|[词詞]|[字])`;
const ORDINAL =
  String.raw`(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth|last|final|next` +
  String.raw`|1st|2nd|3rd|\d{1,2}th)`;
const COUNT = String.raw`(?:\d{1,2}|two|three|four|five|six|seven|eight|nine|ten|eleven|few)`;
const PHRASE = new RegExp(
  String.raw`(?:助|注|恢复|恢復|种子|種子)[记記]?[词詞语語]|助[记記]|[单單][词詞]|[字词詞](?![库庫典])` +
    String.raw`|(?<![a-z])(?:words?|seed|mnemonics?|phrase|seedphrase)(?![a-z])`,
  'g',
);
// A place in the phrase; `sure` where it says that it is a place among words.
const PLACE =
  String.raw`(?:(?<sure>第\s?${NUMERAL}\s?[个個位]?\s?${HAN_WORD}|(?<![a-z])${ORDINAL}\s(?:${COUNT}\s)?(?:seed\s)?words?` +
  String.raw`|(?<![a-z])words?\s?(?:no\.?|nr\.?|number)?\s?#?\d{1,2}` +
  String.raw`|(?:前|后|後|最后|最後|头|頭)面?\s?${NUMERAL}\s?[个個]?\s?${HAN_WORD}?)` +
  String.raw`|(?<place>第\s?${NUMERAL}\s?[个個位]?|下一[个個]|(?<![a-z])${ORDINAL}(?:\sone)?)` +
  String.raw`|(?<name>助[记記][词詞]|[单單][词詞]|恢[复復][词詞]|种子[词詞]` +
  String.raw`|(?<![a-z])(?:phrase|seedphrase|seed|mnemonic|words)))`;
const JOINT =
  String.raw`(?:\s?(?:应该|應該|好像|大概|可能|就|我记得|分别|分別|probably|maybe|i think|was|should|could|might)?\s?` +
  String.raw`(?:是|[为為]|叫|写的|[:=]|->|(?<![a-z])(?:is|are|was|were|be)(?![a-z]))\s?:?\s?(?:called|probably|maybe|好像)?` +
  String.raw`|\s[-–—](?=\s)|\s?(?=["'“‘「『《]))\s?`;
const NAMED = new RegExp(PLACE + JOINT, 'g');
const HAN_DIRECT = new RegExp(String.raw`第\s?${NUMERAL}\s?[个個位]?\s?${HAN_WORD}\s?(?=[a-z])`, 'g');
const PLACE_DIRECT = new RegExp(String.raw`第\s?${NUMERAL}\s?[个個位]?\s?(?=[a-z])`, 'g');
const NAME_DIRECT = /(?:助[记記][词詞]|(?<![a-z])(?:phrase|seedphrase|mnemonic|words))\s?[,，]?\s(?=[a-z])/g;
const WORD_LETTER = `(?:(?![${HAN}])${LETTER})`;
const BEHIND = new RegExp(
  String.raw`(?<word>${WORD_LETTER}{3,8})["'”’」』]?\s?` +
    String.raw`(?:就?是我?的?第\s?${NUMERAL}\s?[个個位]?\s?${HAN_WORD}` +
    String.raw`|is (?:my|the) ${ORDINAL} (?:seed )?word(?! (?:of|on|in) ))`,
  'gu',
);
const LETTERS = new RegExp(
  String.raw`(?:第\s?${NUMERAL}\s?[个個位]?\s?${HAN_WORD}` +
    String.raw`|(?<![a-z])(?:${ORDINAL} word|word #?\d{1,2}))[^.。!！?？\n]{0,16}?` +
    String.raw`(?:(?<![a-z])(?<before>[a-z]{1,6})\s?(?:开头|開頭|打头|起头|开始的|结尾|結尾)` +
    String.raw`|(?:starts?|begins?|starting|beginning|ends?)` +
    String.raw` (?:with|in) (?:the letters? )?["'“]?(?<behind>[a-z]{1,6})(?![a-z]))`,
  'gd',
);
const GAP = /[\s,，、;；/|.\-–"'“”‘’「」『』()（）\d#:]*(?:(?:and|then|和|跟|然后|還有|还有)\s)?["'“‘]?/y;
const TOKEN = new RegExp(`${WORD_LETTER}+`, 'uy');
const HAN_LIST = new RegExp(String.raw`[${HAN}](?:[\s,，、/|]{1,2}[${HAN}]){2,}(?![${HAN}])|[${HAN}](?![${HAN}])`, 'y');
const HAN_RUN = new RegExp(`[${HAN}]{3,11}(?![${HAN}])`, 'y');
const SOUND = -3;
const BETWEEN =
  /^(?:[\s,，、;；.。!！~?？]*(?:我的?|吧|呢|and|then|my|the|然后|还有|哦|啊|好像|大概|应该)*[\s,，、;；.。!！~?？]*)$/;
const LIST_TALK = /(?<![a-z])(?:of|on|in) the (?:official |bip.?39 |word ?)?list(?![a-z])|[词詞][库庫]/;

/** Place of the words, how many, how many of them are no everyday words, and where their announcement begins. */
export interface Quote {
  start: number;
  end: number;
  count: number;
  clear: number;
  cue: number;
}

export function* find(folded: Folded): Generator<Finding> {
  const quotes = quoted(folded);
  const kind = quotes.reduce((sum, quote) => sum + quote.count, 0) >= MANY ? 'mnemonic_part' : 'phrase_part';
  for (const quote of quotes) yield folded.finding(kind, quote.start, quote.end);
}

/** Whether folded text speaks of a phrase or of words. */
export function mentionsPhrase(text: string): boolean {
  return search(PHRASE, text) !== null;
}

/** `cued`: words of a phrase were told before, so "第五个是 …" needs nothing more around it. */
export function quoted(folded: Folded, cued = false): Quote[] {
  const text = folded.lower;
  if (text.length > LONGEST || !(text.includes('第') || mentionsPhrase(text) || search(NAMED, text))) return [];
  const found = withoutOverlaps([...named(text, cued), ...direct(text, cued), ...behind(text), ...letters(text)]);
  return cued || mentionsPhrase(text) || nothingElse(text, found) ? found : [];
}

/** List words of any kind at their places, in a message of nothing else: it takes three such messages. */
export function placed(folded: Folded): Quote[] {
  const text = folded.lower;
  if (text.length > LONGEST) return [];
  const cues = [NAMED, PLACE_DIRECT, HAN_DIRECT].flatMap((pattern) => [...every(pattern, text)]);
  const found = cues
    .filter((cue) => !cue.groups?.['name'])
    .map((cue) => [cue, wordsAt(text, endOf(cue), true, 0)] as const)
    .flatMap(([cue, run]) => (run ? [{ ...run, cue: cue.index }] : []));
  const apart = withoutOverlaps(found);
  return nothingElse(text, apart) ? apart : [];
}

function withoutOverlaps(quotes: readonly Quote[]): Quote[] {
  const kept: Quote[] = [];
  for (const quote of [...quotes].sort((a, b) => a.start - b.start || b.end - a.end)) {
    const last = kept.at(-1);
    if (!last || quote.start >= last.end) kept.push(quote);
  }
  return kept;
}

/** Whether the message is places and their words only. */
function nothingElse(text: string, quotes: readonly Quote[]): boolean {
  let done = 0;
  for (const quote of quotes) {
    if (!BETWEEN.test(text.slice(done, Math.max(done, quote.cue)))) return false;
    done = quote.end;
  }
  return quotes.length > 0 && BETWEEN.test(text.slice(done));
}

function* named(text: string, cued: boolean): Generator<Quote> {
  const talk = LIST_TALK.test(text);
  for (const cue of every(NAMED, text)) {
    const groups = cue.groups ?? {};
    const sure = groups['sure'] !== undefined || (cued && groups['place'] !== undefined);
    const at = endOf(cue);
    const run = talk && !sure ? null : (wordsAt(text, at, sure) ?? charactersAt(text, at, sure));
    if (!run) continue;
    const shaky = groups['name'] !== undefined || WALLET_WORDS.has(text.slice(run.start, run.end));
    if (!shaky || run.count > 1 || endsThere(text, run.end)) yield { ...run, cue: cue.index };
  }
}

/** Without a joint: a place in Chinese with a Latin word behind it, or a name with three words. */
function* direct(text: string, cued: boolean): Generator<Quote> {
  const ways: [RegExp, number][] = [
    [cued ? PLACE_DIRECT : HAN_DIRECT, 1],
    [NAME_DIRECT, 3],
  ];
  for (const [pattern, fewest] of ways) {
    for (const cue of every(pattern, text)) {
      const run = wordsAt(text, endOf(cue), fewest === 1);
      if (run && run.clear >= fewest) yield { ...run, cue: cue.index };
    }
  }
}

function* behind(text: string): Generator<Quote> {
  for (const hit of every(BEHIND, text)) {
    const word = hit.groups?.['word'] ?? '';
    if (isClear(word, true)) {
      yield { start: hit.index, end: hit.index + word.length, count: 1, clear: 1, cue: hit.index };
    }
  }
}

function* letters(text: string): Generator<Quote> {
  for (const hit of every(LETTERS, text)) {
    const [start, end] = placeOf(hit, hit.groups?.['before'] ? 'before' : 'behind');
    yield { start, end, count: 1, clear: 1, cue: hit.index };
  }
}

/** The list words that follow at once; half of them and `fewest` must be clear; a slip needs two clear ones. */
function wordsAt(text: string, from: number, sure: boolean, fewest = 1): Quote | null {
  const lex = lexicon();
  let [start, end, clear, count, slips] = [-1, -1, 0, 0, 0];
  for (let at = from; ; at = end) {
    const gap = matchAt(GAP, text, at);
    const token = matchAt(TOKEN, text, gap ? endOf(gap) : at);
    if (!token) break;
    const word = token[0];
    const mask = lex.of(word);
    if (count === 0 && !(mask & lex.whole)) break;
    if (!(mask & lex.whole) || (mask & LABEL && count)) {
      if (mask || clear < 2 || slips || !isNear(word, ENGLISH)) break;
      slips += 1;
    }
    if (start < 0) start = token.index;
    end = endOf(token);
    count += 1;
    if ((mask & lex.bit(ENGLISH) || count > 2) && isClear(word, sure)) clear += 1;
  }
  const enough = count > 0 && (fewest === 0 || (clear >= fewest && 2 * clear >= count));
  return enough ? { start, end, count, clear, cue: start } : null;
}

function isClear(word: string, sure: boolean): boolean {
  const lex = lexicon();
  const mask = lex.of(word);
  if (!(mask & lex.whole) || mask & (FUNCTION | LABEL) || PREDICATES.has(word)) return false;
  return sure || !WALLET_WORDS.has(word);
}

/** Chinese words of a phrase: one character that stands alone, or several apart. */
function charactersAt(text: string, at: number, sure: boolean): Quote | null {
  if (!sure) return null;
  let hit = matchAt(HAN_LIST, text, at);
  let characters = hit ? hit[0].replace(/[\s,，、/|]/g, '') : '';
  if (!hit) {
    hit = matchAt(HAN_RUN, text, at);
    characters = hit && soundsLikeProse(hit[0]) < SOUND ? hit[0] : '';
  }
  if (!hit || !characters || !isQuotable([...characters])) return null;
  const count = characters.length;
  return { start: hit.index, end: endOf(hit), count, clear: count, cue: at };
}

function isQuotable(characters: readonly string[]): boolean {
  const lex = lexicon();
  return (
    characters.every((char) => lex.of(char) & lex.chinese) &&
    !characters.every((char) => CHINESE_GRAMMAR.has(char) || CHINESE_PREDICATES.has(char))
  );
}

/** Whether no word of the same script goes on behind it: "the phrase is letter by letter" is no quotation. */
function endsThere(text: string, end: number): boolean {
  return !matchAt(TOKEN, text, end) && !/^\s[a-z]/.test(text.slice(end, end + 2));
}
