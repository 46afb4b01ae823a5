// Messages that the server has not acknowledged yet. Each keeps the id it was made with, so that sending it again never
// makes a second turn, and waits on the shelf, so that a reload loses nothing. Only what passed the guard gets here.

import { newId } from './ids.ts';
import type { Shelf } from './shelf.ts';
import { asObject, asText, type Language } from './wire.ts';

export type SendState = 'waiting' | 'sending' | 'failed' | 'refused';

export interface Outgoing {
  readonly id: string;
  /** What the user sees as sent: the words typed, or what stood on the button. */
  readonly text: string;
  /** Present when a button was pressed; sent instead of the text. */
  readonly payload: string;
  readonly language: Language | '';
  readonly madeAt: number;
  state: SendState;
  tries: number;
}

const KEY = 'out:';

export class Outbox {
  readonly #shelf: Shelf;
  readonly #madeHere = new Set<string>();
  #entries: Outgoing[];

  constructor(shelf: Shelf) {
    this.#shelf = shelf;
    this.#entries = stored(shelf);
  }

  get entries(): readonly Outgoing[] {
    return this.#entries;
  }

  /** The oldest that may still be sent. One the server refused for good stays until the user takes it away. */
  next(): Outgoing | undefined {
    return this.#entries.find((entry) => entry.state !== 'refused');
  }

  add(text: string, payload: string, language: Language | ''): Outgoing {
    const entry: Outgoing = { id: newId(), text, payload, language, madeAt: Date.now(), state: 'waiting', tries: 0 };
    this.#entries.push(entry);
    this.#madeHere.add(entry.id);
    this.#keep(entry);
    return entry;
  }

  /** Whether this page made it, and not another tab or the page before a reload. */
  isMadeHere(id: string): boolean {
    return this.#madeHere.has(id);
  }

  remove(id: string): void {
    this.#entries = this.#entries.filter((entry) => entry.id !== id);
    this.#shelf.remove(KEY + id);
  }

  clear(): void {
    for (const { id } of [...this.#entries]) this.remove(id);
  }

  /** For a new conversation: a button of the old one means nothing there, the words on it still do. */
  turnButtonsIntoWords(): void {
    this.#entries = this.#entries.map((entry) => ({ ...entry, payload: '' }));
    this.#entries.forEach((entry) => this.#keep(entry));
  }

  #keep({ id, text, payload, language, madeAt }: Outgoing): void {
    this.#shelf.set(KEY + id, JSON.stringify({ text, payload, language, madeAt }));
  }
}

function stored(shelf: Shelf): Outgoing[] {
  return shelf
    .keys()
    .filter((key) => key.startsWith(KEY))
    .map((key) => restored(key.slice(KEY.length), shelf.get(key)))
    .filter((entry) => entry !== null)
    .sort((a, b) => a.madeAt - b.madeAt);
}

function restored(id: string, json: string | null): Outgoing | null {
  try {
    const raw = asObject(JSON.parse(json ?? ''));
    const text = asText(raw['text']);
    const payload = asText(raw['payload']);
    const language = asText(raw['language']) as Language | '';
    const madeAt = Number(raw['madeAt']) || 0;
    return text === '' ? null : { id, text, payload, language, madeAt, state: 'waiting', tries: 0 };
  } catch {
    return null;
  }
}
