// What the guard is to remember of messages that were not written on this page: before a reload, or in another tab.

import type { Earlier } from '../guard/index.ts';
import type { ChatEvent } from '../talk/wire.ts';

export class Memory {
  readonly #earlier: Earlier;
  #upTo = 0;

  constructor(earlier: Earlier) {
    this.#earlier = earlier;
  }

  /** Call with all events whenever there are new ones. */
  heard(events: readonly ChatEvent[], isFromHere: (key: string) => boolean): void {
    const last = events.at(-1)?.position ?? 0;
    const isAnother = last < this.#upTo;
    const fresh = events.filter((event) => isAnother || event.position > this.#upTo);
    this.#upTo = last;
    for (const { kind, hidden, key, text } of fresh) {
      if (kind === 'user' && hidden === '' && !isFromHere(key)) void this.#earlier.sent(text);
    }
  }
}
