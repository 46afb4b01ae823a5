// Passwords and one-time codes a user writes out. Only values that do not read as ordinary words count.

import type { Finding } from './findings.ts';
import type { Folded } from './folding.ts';
import { every, matchAt, placeOf } from './matching.ts';

const STATED = new RegExp(
  String.raw`(?<![a-z])(?:pass[\s_-]?(?:word|code|phrase)|pwd|passwd|pin(?:[\s_-]?code)?)\s{0,3}` +
    String.raw`(?::|=|(?:is|was)(?![a-z])\s{0,3}:?|->)\s{0,3}["'` +
    '`' +
    String.raw`“‘「(]?([!-~]{4,64})` +
    String.raw`|(?:密\s?[码碼]|口令|パスワード|비밀번호)(?:就)?\s{0,3}(?:是|为|為|[:=]|はは?|는)\s{0,3}:?\s{0,3}["'` +
    '`' +
    String.raw`“‘「(]?([!-~]{4,64})`,
  'gd',
);
// "密码abc…" and "password abc…", with nothing between them; such a value must look like a password by itself.
const ADJACENT = new RegExp(
  String.raw`(?:(?<![a-z])(?:pass[\s_-]?(?:word|code)|pwd|passwd)\s{1,2}|(?:密\s?[码碼]|口令)\s{0,2})["'` +
    '`' +
    String.raw`“‘「(]?([!-~]{6,64})`,
  'gd',
);
const PRODUCT =
  /^(?:i?phone|ipad|ios|android|imtoken|token|mac|win|huawei|xiaomi|mate|redmi|vivo|oppo|web|v\d|app|http|usdt|eth|trc|erc|bip)/i;
const CODE_CUE =
  String.raw`(?:(?:短信|手机|谷歌|邮箱|安全)?(?:验证|驗證|校验|校驗|动态|動態)[码碼]|动态口令` +
  String.raw`|(?<![a-z])(?:otp|2fa|(?:(?:one[\s-]?time|verification|sms|2fa|auth(?:entication|enticator)?` +
  String.raw`|security|login|confirmation)\s(?:pass)?code)))`;
const VALUE = String.raw`(\d{4,8}|\d{3}[ -]\d{3})`;
const NO_MEASURE = String.raw`(?![\d.%]|\s?(?:[年月位分秒个個次号號块元]|characters?|digits?|min|sec|times|usd|u(?![a-z])))`;
const ONE_TIME = new RegExp(
  String.raw`${CODE_CUE}\s?(?:code\s?)?(?:就?是|[为為]|is(?![a-z])|was(?![a-z])|[:=])?\s?:?\s?["'“‘「]?${VALUE}${NO_MEASURE}` +
    String.raw`|(?<![\d.a-z])${VALUE}["'”’」]?\s?(?:就?是我?的?|is (?:my |the )?|这个|這個)\s?${CODE_CUE}`,
  'gd',
);
const CODE_HINTS = ['码', '碼', '口令', 'otp', 'code', '2fa'];
const HINTS = ['pass', 'pwd', 'pin', '密', '口令', 'ハスワート', 'パスワード'];
const EDGE = /["'`.,;!?)>\]]+$/;
// "8-16 characters", "100%", "6-digit", "2.9.3", web addresses and file names describe; they are not values.
const DESCRIBES =
  /^(?:\d+%?$(?<!\d{4})|\d{1,2}[-~]\d{1,2}|\d+-?[a-z]|[\d.]+$(?<!\d{6})|https?:|www\.|0x|\*+$|x+$|_+$|\.+$)/;
const COUNTED = /\s?[年月位个個天次号號]/y;
const CODE = /[(){}<>[\]]|&\w+/;
const ALL_DIGITS = /^\d+$/;

export function* find(folded: Folded): Generator<Finding> {
  yield* stated(folded);
  if (!CODE_HINTS.some((hint) => folded.lower.includes(hint))) return;
  for (const hit of every(ONE_TIME, folded.lower)) yield folded.finding('code', ...placeOf(hit, hit[1] ? 1 : 2));
}

function* stated(folded: Folded): Generator<Finding> {
  const lower = folded.lower;
  if (!HINTS.some((hint) => lower.includes(hint))) return;
  for (const hit of every(STATED, lower)) {
    const [start, end] = valueAt(folded, hit, hit[1] ? 1 : 2);
    if (isValue(folded.text.slice(start, end)) && !matchAt(COUNTED, lower, end)) {
      yield folded.finding('password', start, end);
    }
  }
  for (const hit of every(ADJACENT, lower)) {
    const [start, end] = valueAt(folded, hit, 1);
    if (looksMadeUp(folded.text.slice(start, end))) yield folded.finding('password', start, end);
  }
}

/** The value without the signs of the sentence behind it. */
function valueAt(folded: Folded, hit: RegExpExecArray, group: number): [number, number] {
  const [start, end] = placeOf(hit, group);
  return [start, start + folded.text.slice(start, end).replace(EDGE, '').length];
}

/** Letters and digits with a sign among them, or eight and more of both; no device and no version. */
function looksMadeUp(value: string): boolean {
  if (!isValue(value) || ALL_DIGITS.test(value) || PRODUCT.test(value) || !/\d/.test(value)) return false;
  return value.length >= 8 || /[!@#$%^&*+=~_]/.test(value);
}

/** At least four digits, or at least six characters that mix letters with digits or signs. */
function isValue(value: string): boolean {
  if (ALL_DIGITS.test(value)) return value.length >= 4 && value.length <= 16;
  if (value.length < 6 || DESCRIBES.test(value) || CODE.test(value)) return false;
  return /[\d!@#$%^&*+=~]/.test(value) && /[A-Za-z]/.test(value);
}
