// Keystore files pasted as text: pretty, minified, cut off, re-quoted or escaped.

import type { Finding } from './findings.ts';
import type { Folded } from './folding.ts';
import { endOf, every, matchAt } from './matching.ts';

const QUOTE = String.raw`[\\"'` + '`' + String.raw`“”‘’]{0,4}`;
const FIELD = new RegExp(
  `(?<![a-z])${QUOTE}(crypto|ciphertext|cipherparams|cipher|kdfparams|kdf|mac|salt|dklen|imtokenmeta|encpair\\w*)` +
    String.raw`${QUOTE}\s{0,8}[:=]\s{0,8}`,
  'g',
);
const HEX_VALUE = new RegExp(`${QUOTE}[0-9a-f]{32,}${QUOTE}`, 'y');
// How far apart two fields of one file may stand; an indented file has long blank stretches.
const REACH = 600;

export function* find(folded: Folded): Generator<Finding> {
  const lower = folded.lower;
  if (!lower.includes('cipher') && !lower.includes('kdf')) return;
  for (const fields of clusters([...every(FIELD, lower)])) {
    const [first, last] = [fields[0], fields.at(-1)];
    if (!first || !last || !isKeystore(lower, fields)) continue;
    yield folded.finding('keystore', first.index, valueEnd(lower, endOf(last)));
  }
}

function* clusters(fields: readonly RegExpExecArray[]): Generator<RegExpExecArray[]> {
  let cluster: RegExpExecArray[] = [];
  for (const field of fields) {
    const last = cluster.at(-1);
    if (last && field.index - endOf(last) > REACH) {
      yield cluster;
      cluster = [];
    }
    cluster.push(field);
  }
  if (cluster.length) yield cluster;
}

/** Names alone are a question about keystores; a file also has at least one long hex value. */
function isKeystore(lower: string, fields: readonly RegExpExecArray[]): boolean {
  const names = new Set(fields.map((field) => field[1]));
  const hasValue = fields.some((field) => matchAt(HEX_VALUE, lower, endOf(field)));
  return hasValue && (names.size >= 3 || names.has('ciphertext'));
}

/** The last value's end; nothing is cut out here, so the file's outer braces do not matter. */
function valueEnd(lower: string, at: number): number {
  const value = matchAt(HEX_VALUE, lower, at);
  return value ? endOf(value) : at + (/^[^\s,}]*/.exec(lower.slice(at, at + REACH))?.[0].length ?? 0);
}
