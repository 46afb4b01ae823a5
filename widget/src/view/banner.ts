// One line about the connection, only when there is something to say.

import { html, nothing } from 'lit';

import type { Conversation } from '../talk/conversation.ts';
import type { Words } from '../words/texts.ts';

/** A short interruption is mended before anybody could read about it. */
const PATIENCE = 1_500;
const LONG = 45_000;

export class Banner {
  #since = 0;
  readonly #changed: () => void;

  constructor(changed: () => void) {
    this.#changed = changed;
  }

  view(chat: Conversation, words: Words, online: boolean): unknown {
    const text = this.#text(chat, words, online);
    return html`<div class="banner" role="status" aria-live="polite">${text === '' ? nothing : html`<p>${text}</p>`}</div>`;
  }

  #text(chat: Conversation, words: Words, online: boolean): string {
    if (chat.phase === 'refused') return words('not_allowed_here');
    if (chat.phase === 'idle' || chat.phase === 'erased') return '';
    if (!online) return words('offline');
    const quiet = Math.ceil((chat.quietUntil - Date.now()) / 1000);
    if (quiet > 0) return this.#later(1000, words('rate_limited', { seconds: quiet }));
    return this.#lineText(chat, words);
  }

  #lineText(chat: Conversation, words: Words): string {
    const fine = chat.phase === 'open' && (chat.line === 'live' || chat.line === 'polling');
    if (fine) this.#since = 0;
    else if (this.#since === 0) this.#since = Date.now();
    if (fine) return '';
    const lasted = Date.now() - this.#since;
    if (lasted < PATIENCE) return this.#later(PATIENCE - lasted, '');
    if (chat.line === 'restarting') return words('restarting');
    if (chat.line === 'connecting') return words('connecting');
    return lasted < LONG ? this.#later(LONG - lasted, words('reconnecting')) : words('unreachable');
  }

  #later(milliseconds: number, text: string): string {
    setTimeout(this.#changed, milliseconds + 10);
    return text;
  }
}
