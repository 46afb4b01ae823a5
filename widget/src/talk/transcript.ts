// The events of one conversation: each once, in the order of their positions, whatever way and order they arrived in.

import type { ChatEvent } from './wire.ts';

export class Transcript {
  #byPosition = new Map<number, ChatEvent>();
  #ordered: readonly ChatEvent[] = [];

  get events(): readonly ChatEvent[] {
    return this.#ordered;
  }

  /** The last position up to which nothing is missing: where a stream has to go on from. 0 when there is nothing. */
  get contiguous(): number {
    let last = 0;
    for (const { position } of this.#ordered) {
      if (last !== 0 && position !== last + 1) break;
      last = position;
    }
    return last;
  }

  get hasGap(): boolean {
    return this.contiguous !== (this.#ordered.at(-1)?.position ?? 0);
  }

  /** True if anything was new. */
  add(events: readonly ChatEvent[]): boolean {
    const before = this.#byPosition.size;
    for (const event of events) {
      if (!this.#byPosition.has(event.position)) this.#byPosition.set(event.position, event);
    }
    if (this.#byPosition.size === before) return false;
    this.#ordered = [...this.#byPosition.values()].sort((a, b) => a.position - b.position);
    return true;
  }

  hasMessage(key: string): boolean {
    return this.#ordered.some((event) => event.kind === 'user' && event.key === key);
  }

  clear(): void {
    this.#byPosition.clear();
    this.#ordered = [];
  }
}
