// What the guard reports: kinds and places, never the text itself. The kinds are those of walletdesk/core/secrets.

/** The first of two overlapping kinds names the merged finding. */
export const KINDS = [
  'keystore',
  'mnemonic',
  'mnemonic_part',
  'phrase_part',
  'extended_key',
  'wif',
  'eos_key',
  'sui_key',
  'solana_key',
  'private_key',
  'pairing_link',
  'password',
  'code',
] as const;

export type Kind = (typeof KINDS)[number];

/** One secret: its kind and its place in the text as it was given, in UTF-16 units, end exclusive. */
export interface Finding {
  readonly kind: Kind;
  readonly start: number;
  readonly end: number;
}

/** What the widget has words for: `guard_<family>`. Only the first four mean that a wallet may be burnt. */
export const FAMILIES = [
  'keystore',
  'mnemonic',
  'private_key',
  'mnemonic_part',
  'pairing_link',
  'password',
  'code',
] as const;

export type Family = (typeof FAMILIES)[number];

const FAMILY_OF: Record<Kind, Family> = {
  keystore: 'keystore',
  mnemonic: 'mnemonic',
  mnemonic_part: 'mnemonic_part',
  phrase_part: 'mnemonic_part',
  extended_key: 'private_key',
  wif: 'private_key',
  eos_key: 'private_key',
  sui_key: 'private_key',
  solana_key: 'private_key',
  private_key: 'private_key',
  pairing_link: 'pairing_link',
  password: 'password',
  code: 'code',
};

/** What to call these findings, the gravest of them first; undefined where there are none. */
export function family(findings: readonly Finding[]): Family | undefined {
  const named = new Set(findings.map((finding) => FAMILY_OF[finding.kind]));
  return FAMILIES.find((each) => named.has(each));
}

/** Whether a wallet is burnt if anybody saw it; a password, a code or a pairing link can be changed. */
export function opensWallet(found: Family): boolean {
  return FAMILIES.indexOf(found) < FAMILIES.indexOf('pairing_link');
}

const CERTAIN: ReadonlySet<Family> = new Set(['keystore', 'mnemonic', 'private_key', 'pairing_link']);

/**
 * Whether to stop somebody who is still typing. Words told by their place, passwords and codes may turn out to be
 * nothing once the sentence is finished ("one word of my phrase is miss…"): they are for the moment of sending.
 */
export function stopsTyping(findings: readonly Finding[]): boolean {
  return findings.some((finding) => CERTAIN.has(FAMILY_OF[finding.kind]));
}

/** In order of place, overlaps merged. */
export function settle(findings: Iterable<Finding>): Finding[] {
  const settled: Finding[] = [];
  for (const finding of [...findings].sort((a, b) => a.start - b.start || b.end - a.end)) {
    const last = settled.at(-1);
    if (last && finding.start < last.end) settled[settled.length - 1] = merged(last, finding);
    else settled.push(finding);
  }
  return settled;
}

function merged(first: Finding, second: Finding): Finding {
  const kind = rank(first) <= rank(second) ? first.kind : second.kind;
  return { kind, start: first.start, end: Math.max(first.end, second.end) };
}

function rank(finding: Finding): number {
  return KINDS.indexOf(finding.kind);
}
