// Which buttons may be pressed now.

import type { Outgoing } from './outbox.ts';
import type { ChatEvent, QuickReply } from './wire.ts';

/** Those of the very last thing said, once it is on the screen and while nothing is on its way. */
export function openReplies(
  all: readonly ChatEvent[],
  shown: readonly ChatEvent[],
  outgoing: readonly Outgoing[],
): readonly QuickReply[] {
  const last = shown.at(-1);
  const settled = last !== undefined && last.position === all.at(-1)?.position && outgoing.length === 0;
  return settled && last.kind === 'bot' ? last.buttons : [];
}
