// 64 hex digits: a private key or a transaction id. The form cannot tell, only the words around can.

import type { Finding } from './findings.ts';
import type { Folded } from './folding.ts';
import { endOf, every, search } from './matching.ts';
import { LETTER } from './tokens.ts';

type Span = [number, number];

const HEX_GROUPS = /(?<![0-9a-z])(?:0x\s?)?[0-9a-f]{2,}(?:[ \t\r\n]{1,3}[0-9a-f]{2,})*(?![0-9a-z])|[0-9a-f]{64,}/g;
const GROUP = /(?:0x)?([0-9a-f]+)/g;
const KEY_CUE = new RegExp(
  String.raw`(?<!public)(?<!public )(?<!pub)(?<!pub )(?<!pub_)(?<![a-z])` +
    String.raw`(?:private[\s_-]*keys?|priv[\s_-]*keys?|secret[\s_-]*keys?|secret|keys?|pk|sk)(?![a-z])` +
    String.raw`|(?<!公)(?:私\s*[钥鑰匙]|密\s*[钥鑰匙]|秘\s*[钥鑰匙]|[钥鑰]匙|プライベートキー|秘密鍵|개인\s*키)`,
  'g',
);
const HASH_CUE = new RegExp(
  String.raw`(?<![a-z])(?:tx[\s_-]*(?:id|hash)?|txn|hash(?:es)?|transactions?|signatures?|block|topics?` +
    String.raw`|public[\s_-]*keys?|pub[\s_-]*key|etherscan|tronscan|explorer)(?![a-z])` +
    String.raw`|交\s*易|哈\s*希|雜湊|单号|區塊|区块|签名|公\s*[钥鑰]`,
  'g',
);
// A key that was *talked about* (stolen, never shared) does not name the hash that follows.
const STORY = new RegExp(
  String.raw`(?<![a-z])(?:stolen|leak\w*|never|gone|sent|went|moved|lost|hack\w*|drain\w*|drained|thief|scam\w*)` +
    String.raw`(?![a-z])|被盗|被盜|泄露|洩露|泄漏|没有|沒有|转走|轉走|转到|偷`,
  'g',
);
const NAMES_IT = /(?:[:=>]|(?<![a-z])is|是|为|為|如下)[\s"'`“(<-]*$/;
// The key of a WalletConnect v1 link belongs to the link.
const IN_LINK = /(?<![a-z0-9])wc(?::|%3a)[^\s"'<>]*(?:key)(?:=|%3d)$/;
const LINK_REACH = 400;
// 64 random hex digits hold 40 decimal ones; fewer than this happens never.
const FEWEST_DIGITS = 10;
const REACH_BEFORE = 64;
const REACH_AFTER = 32;
// "key" or "pk" alone says less than "private key", so it must stand closer.
const REACH_OF_BARE_KEY = 28;
const FULL_CUE = /priv|secret|[私密秘개]|プライ/;
const JOINS = /\band\b|[和与跟]/g;
const ANY_LETTER = new RegExp(LETTER, 'u');

export function* find(folded: Folded): Generator<Finding> {
  const text = folded.lower;
  let [lastEnd, lastWasKey] = [0, false];
  for (const [start, end] of candidates(text)) {
    if (text.includes('wc') && IN_LINK.test(text.slice(Math.max(0, start - LINK_REACH), start))) continue;
    lastWasKey = (lastWasKey && onlyJoins(text.slice(lastEnd, start))) || isCalledKey(text, start, end);
    lastEnd = end;
    if (lastWasKey) yield folded.finding('private_key', start, end);
  }
}

/** Places of 64 hex digits that the words around them do not name as a hash; `text` is folded. */
export function unlabelled(text: string): Span[] {
  return [...candidates(text)].filter(([start]) => !search(HASH_CUE, text, Math.max(0, start - 32), start));
}

/** Whether a message announces a key that the next message may hold; `text` is folded, lower case. */
export function endsWithKeyCue(text: string): boolean {
  return calledBefore(text, text.length);
}

/** Places of exactly 64 hex digits, with or without 0x, in one piece or in groups. */
function* candidates(text: string): Generator<Span> {
  if ((text.match(/[0-9]/g)?.length ?? 0) < FEWEST_DIGITS) return;
  for (const run of every(HEX_GROUPS, text)) {
    if (run[0].length >= 64) yield* sixtyFour(text, run.index, endOf(run));
  }
}

/** Neighbouring groups that make exactly 64 digits (prose words such as "add" may stand beside them). */
function* sixtyFour(text: string, start: number, end: number): Generator<Span> {
  let window: Span[] = [];
  let total = 0;
  for (const group of every(GROUP, text, start, end)) {
    const span: Span = [endOf(group) - (group[1]?.length ?? 0), endOf(group)];
    window.push(span);
    total += span[1] - span[0];
    while (total > 64) {
      const [a, b] = window.shift() ?? [0, total];
      total -= b - a;
    }
    if (total !== 64) continue;
    const first = window[0]?.[0] ?? start;
    yield [first >= 2 && text.startsWith('0x', first - 2) ? first - 2 : first, span[1]];
    [window, total] = [[], 0];
  }
}

function isCalledKey(text: string, start: number, end: number): boolean {
  return calledBefore(text, start) || calledAfter(text, start, end);
}

function calledBefore(text: string, start: number): boolean {
  const before = text.slice(Math.max(0, start - REACH_BEFORE), start);
  const cue = [...every(KEY_CUE, before)].at(-1);
  if (!cue) return false;
  const between = before.slice(endOf(cue));
  if (between.length > REACH_OF_BARE_KEY && !FULL_CUE.test(before)) return false;
  return !search(HASH_CUE, between) && (!search(STORY, between) || NAMES_IT.test(between));
}

function calledAfter(text: string, start: number, end: number): boolean {
  const cue = search(KEY_CUE, text, end, end + REACH_AFTER);
  if (!cue || search(HASH_CUE, text, Math.max(0, start - REACH_AFTER), start)) return false;
  return !search(HASH_CUE, text.slice(end, cue.index)) && !search(STORY, text, end, endOf(cue) + 12);
}

function onlyJoins(between: string): boolean {
  return between.length <= 16 && !ANY_LETTER.test(between.replace(JOINS, ''));
}
