// Words that say "this is ordinary writing"; made from walletdesk/core/secrets/prose.py, the one place to change them.

import words from '../../generated/guard.json' with { type: 'json' };

const lists: Record<string, readonly string[]> = words;

function set(name: string): ReadonlySet<string> {
  const listed = lists[name];
  if (!listed) throw new Error(`widget/generated/guard.json has no ${name}: run \`make widget\``);
  return new Set(listed);
}

export const FUNCTION_WORDS = set('function_words');
export const WALLET_WORDS = set('wallet_words');
export const PREDICATES = set('predicates');
export const CHINESE_PREDICATES = set('chinese_predicates');
export const SOFT_JOINTS = set('soft_joints');
export const LABELS = set('labels');
export const COMMON_WORDS = set('common_words');
export const CHINESE_GRAMMAR = set('chinese_grammar');
export const CHINESE_PAIRS = set('chinese_pairs');
export const ANNOUNCEMENTS = set('announcements');
