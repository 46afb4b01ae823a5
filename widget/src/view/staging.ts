// The bubbles of one answer come one after another, as somebody would say them. Only what is new is staged.

import type { ChatEvent } from '../talk/wire.ts';

const BETWEEN = 250;

export class Staging {
  readonly #changed: () => void;
  readonly #between: number;
  #shown = 0;
  #timer: ReturnType<typeof setTimeout> | null = null;

  constructor(changed: () => void, between: number = BETWEEN) {
    this.#changed = changed;
    this.#between = between;
  }

  /**
   * The events to show now. `oldUntil`: up to this position nothing is staged; `atOnce`: nothing at all is.
   * Calls back when there is more to show.
   */
  visible(events: readonly ChatEvent[], oldUntil: number, atOnce: boolean): readonly ChatEvent[] {
    const last = events.at(-1)?.position ?? 0;
    if (last < this.#shown) this.#shown = 0;
    this.#shown = atOnce ? last : Math.max(this.#shown, Math.min(oldUntil, last));
    this.#advance(events);
    return events.filter((event) => event.position <= this.#shown);
  }

  #advance(events: readonly ChatEvent[]): void {
    for (const event of events) {
      if (event.position <= this.#shown) continue;
      if (event.kind === 'bot') {
        if (this.#timer !== null) return;
        this.#timer = setTimeout(this.#next, this.#between);
      }
      this.#shown = event.position;
    }
  }

  #next = (): void => {
    this.#timer = null;
    this.#changed();
  };
}
