// How many messages of the desk came while the chat was closed; kept over a reload.

import type { Shelf } from '../talk/shelf.ts';
import type { ChatEvent } from '../talk/wire.ts';

const KEY = 'seen';

export class Unread {
  readonly #shelf: Shelf;
  #seen: number;

  constructor(shelf: Shelf) {
    this.#shelf = shelf;
    this.#seen = Number(shelf.get(KEY)) || 0;
  }

  count(events: readonly ChatEvent[]): number {
    const last = events.at(-1)?.position ?? 0;
    if (last > 0 && last < this.#seen) this.#seen = 0;
    return events.filter((event) => event.kind === 'bot' && event.position > this.#seen).length;
  }

  sawAll(events: readonly ChatEvent[]): void {
    const last = events.at(-1)?.position ?? 0;
    if (last === 0 || last === this.#seen) return;
    this.#seen = last;
    this.#shelf.set(KEY, String(last));
  }
}
