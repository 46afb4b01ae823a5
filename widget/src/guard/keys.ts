// Keys that name themselves by their shape: WIF, extended, EOS, Sui, Solana keys, and pairing links.

import { sha256 } from '@noble/hashes/sha2.js';

import type { Finding, Kind } from './findings.ts';
import type { Folded } from './folding.ts';
import { endOf, every, search } from './matching.ts';

const ALPHABET = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz';
const B58 = `[${ALPHABET}]`;
const NAMED: readonly [string, Kind, RegExp][] = [
  ['prv', 'extended_key', new RegExp(`(?<![A-Za-z0-9])[xyztuvYZUV]prv${B58}{20,}`, 'g')],
  ['pvt_', 'eos_key', new RegExp(`PVT_[A-Z0-9]{2}_${B58}{40,}`, 'g')],
  ['suiprivkey1', 'sui_key', /suiprivkey1[02-9ac-hj-np-z]{20,}/gi],
];
const LINK_KEY = /(?:symkey|(?:[&?]|%26)key)(?:=|%3d)[0-9a-f]{8,}(?:[&%][^\s"'<>]*)?/g;
const LINK_START = /^wc(?::|%3a)[^\s"'<>]*$/;
const LINK_REACH = 400;
const BASE58_RUN = new RegExp(`(?<![A-Za-z0-9])${B58}{51,88}(?![A-Za-z0-9])`, 'g');
const BYTE_ARRAY = /[[({]\s*(?:\d{1,3}\s*,\s*){63}\d{1,3}\s*,?\s*[\])}]/g;
const KEY_CUE = new RegExp(
  String.raw`(?<!public )(?<!public_)(?<!pub)(?<![a-z])` +
    String.raw`(?:private[\s_-]*key|priv[\s_-]*key|secret[\s_-]*key|secret|wif|keypair|key|pk)(?![a-z])` +
    String.raw`|私[钥鑰匙]|密[钥鑰匙]|秘[钥鑰匙]`,
  'g',
);
const SIGNATURE_CUE = /(?<![a-z])(?:signature|sig|tx\w*|hash|transaction)(?![a-z])|签名|交易|哈希|簽名/g;
const REACH = 48;

export function* find(folded: Folded): Generator<Finding> {
  for (const [hint, kind, pattern] of NAMED) {
    if (!folded.lower.includes(hint)) continue;
    for (const hit of every(pattern, folded.text)) yield folded.finding(kind, hit.index, endOf(hit));
  }
  yield* pairingLinks(folded);
  for (const hit of every(BASE58_RUN, folded.text)) {
    const kind = base58Kind(folded, hit.index, endOf(hit));
    if (kind) yield folded.finding(kind, hit.index, endOf(hit));
  }
  for (const hit of every(BYTE_ARRAY, folded.text)) {
    if (Math.max(...(hit[0].match(/\d+/g) ?? []).map(Number)) <= 255) {
      yield folded.finding('solana_key', hit.index, endOf(hit));
    }
  }
}

function base58Kind(folded: Folded, start: number, end: number): Kind | null {
  const value = folded.text.slice(start, end);
  const called = isCalledKey(folded.lower, start, end);
  if (value.length <= 52 && '5KLc9'.includes(value[0] ?? ' ')) {
    const alone = value.length === folded.text.trim().length;
    if (!alone && !called && !hasBase58Checksum(value)) return null;
    return value[0] === '5' && folded.lower.slice(0, start).includes('eos') ? 'eos_key' : 'wif';
  }
  return value.length >= 86 && called && decodeBase58(value).length === 64 ? 'solana_key' : null;
}

/** From the last "wc:" before a symmetric key to the end of the link. */
function* pairingLinks(folded: Folded): Generator<Finding> {
  let done = 0;
  for (const key of every(LINK_KEY, folded.lower)) {
    const low = Math.max(done, key.index - LINK_REACH);
    const before = folded.lower.slice(low, key.index);
    const at = Math.max(before.lastIndexOf('wc:'), before.lastIndexOf('wc%3a'));
    if (at < 0 || !LINK_START.test(before.slice(at))) continue;
    done = endOf(key);
    yield folded.finding('pairing_link', low + at, done);
  }
}

/** Called a key close by, and not called a signature nearer to the value. */
function isCalledKey(lower: string, start: number, end: number): boolean {
  const from = Math.max(0, start - REACH);
  const cue = [...every(KEY_CUE, lower, from, start)].at(-1);
  if (cue) return !search(SIGNATURE_CUE, lower, endOf(cue), start);
  return search(KEY_CUE, lower, end, end + REACH / 2) !== null && !search(SIGNATURE_CUE, lower, from, start);
}

function decodeBase58(value: string): Uint8Array {
  let number = 0n;
  for (const char of value) number = number * 58n + BigInt(ALPHABET.indexOf(char));
  const digits = number ? number.toString(16) : '';
  const pairs = digits.padStart(digits.length + (digits.length % 2), '0').match(/../g) ?? [];
  const zeros = new Array<number>(value.length - value.replace(/^1+/, '').length).fill(0);
  return Uint8Array.from([...zeros, ...pairs.map((pair) => parseInt(pair, 16))]);
}

function hasBase58Checksum(value: string): boolean {
  const raw = decodeBase58(value);
  const sum = sha256(sha256(raw.slice(0, -4)));
  return raw.slice(-4).every((byte, at) => byte === sum[at]);
}
