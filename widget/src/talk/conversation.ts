// One conversation as the screen sees it: what was said, what is on its way, and how the line to the server is.

import { Api, Refusal } from './api.ts';
import { backoff, Pause } from './backoff.ts';
import { Lines, type LinesOwner } from './lines.ts';
import type { LineState } from './newsline.ts';
import { Outbox, type Outgoing } from './outbox.ts';
import { Lost, Session } from './session.ts';
import type { Shelf } from './shelf.ts';
import { Transcript } from './transcript.ts';
import type { ChatEvent, Language, QuickReply } from './wire.ts';

/** idle: not begun. refused: this page may not use the server. erased: deleted, here or elsewhere. */
export type Phase = 'idle' | 'opening' | 'open' | 'refused' | 'erased';

export interface Listener {
  changed(): void;
  /** The old conversation was gone and a new one takes its place. */
  renewed(): void;
}

export class Conversation {
  phase: Phase = 'idle';
  line: LineState = 'connecting';
  /** Epoch milliseconds until which the server asked for quiet; 0 if it did not. */
  quietUntil = 0;
  language: Language;
  /** Set only once the user switched by hand; the server then keeps to it. */
  pinned = false;
  /** Positions up to here came with the opening and need no staging on the screen. */
  oldUntil = 0;
  /** Of an erased conversation: it was this page that deleted it. */
  erasedHere = false;

  readonly #api: Api;
  readonly #session: Session;
  readonly #outbox: Outbox;
  readonly #transcript = new Transcript();
  readonly #listener: Listener;
  readonly #pause = new Pause();
  readonly #stopWatching: () => void;
  #lines: Lines | null = null;
  #chat = '';

  constructor(server: string, shelf: Shelf, language: Language, listener: Listener) {
    this.#api = new Api(server);
    this.#session = new Session(this.#api, shelf, server);
    this.#outbox = new Outbox(shelf);
    this.#listener = listener;
    this.language = language;
    this.#stopWatching = shelf.watch((key) => this.#shelfChanged(key));
  }

  get events(): readonly ChatEvent[] {
    return this.#transcript.events;
  }

  /** What is on its way and not yet part of the events. */
  get outgoing(): readonly Outgoing[] {
    return this.#outbox.entries.filter((entry) => !this.#transcript.hasMessage(entry.id));
  }

  /** Whether the user's message of this key was written on this page. */
  isFromHere(key: string): boolean {
    return this.#outbox.isMadeHere(key);
  }

  /** There is a conversation from before, which the server may have news for. */
  get hasPast(): boolean {
    return this.#session.exists;
  }

  /** Begins or goes on; tries until it works or the server refuses this page. */
  async open(): Promise<void> {
    if (this.#is('opening') || this.#is('open')) return;
    this.#enter('opening');
    for (let tries = 1; this.#is('opening'); tries += 1) {
      const wait = await this.#begin().catch((error: unknown) => this.#afterFailedOpening(error, tries));
      await this.#pause.wait(wait);
    }
  }

  say(text: string): void {
    this.#post(text, '');
  }

  press(button: QuickReply): void {
    this.#post(button.title, button.payload);
  }

  retry(): void {
    this.#lines?.send();
  }

  discard(id: string): void {
    this.#outbox.remove(id);
    this.#listener.changed();
  }

  /**
   * Leaves this conversation behind (the server keeps it until it ages out) and begins another. After an end, another
   * tab may have begun one already, and that is joined.
   */
  async startOver(): Promise<void> {
    if (!this.#is('erased')) this.#leave();
    this.#enter('idle');
    await this.open();
  }

  /** Deletes the conversation on the server; rejects when the server cannot be reached, and then nothing is lost. */
  async erase(): Promise<void> {
    await this.#session.erase(this.language);
    this.#end(true);
  }

  networkChanged(online: boolean): void {
    if (online) this.#pause.end();
    this.#lines?.networkChanged(online);
  }

  /** The element is taken out of the page. Nothing is deleted. */
  close(): void {
    this.#stopWatching();
    this.#hangUp();
    this.phase = 'idle';
    this.#pause.end();
  }

  /** Returns how long to wait before trying again: not at all. */
  async #begin(): Promise<number> {
    const opened = await this.#session.open(this.language);
    if (!this.#is('opening')) return 0;
    this.#chat = this.#session.chat;
    this.#transcript.add(opened.events);
    this.oldUntil = opened.resumed ? (this.events.at(-1)?.position ?? 0) : 0;
    this.line = 'connecting';
    this.quietUntil = 0;
    this.#enter('open');
    this.#lines = new Lines(this.#api, this.#session, this.#outbox, this.#transcript, this.#owner());
    this.#lines.open();
    return 0;
  }

  async #afterFailedOpening(error: unknown, tries: number): Promise<number> {
    if (error instanceof Lost) {
      this.#forgetConversation();
      this.#listener.renewed();
      return 0;
    }
    const isOut = error instanceof Refusal ? error.status === 403 : await this.#api.keepsOut();
    if (isOut) {
      if (this.#is('opening')) this.#enter('refused');
      return 0;
    }
    const refusal = error instanceof Refusal ? error : null;
    const wait = Math.max(refusal?.retryAfter ?? 0, backoff(tries));
    this.line = refusal?.status === 503 ? 'restarting' : 'broken';
    if (refusal?.status === 429) this.quietUntil = Date.now() + wait;
    this.#listener.changed();
    return wait;
  }

  #post(text: string, payload: string): void {
    this.#outbox.add(text, payload, this.pinned ? this.language : '');
    this.#listener.changed();
    if (this.#is('open')) this.#lines?.send();
    else void this.open();
  }

  #heard(events: readonly ChatEvent[]): void {
    if (!this.#transcript.add(events)) return;
    this.#listener.changed();
    if (this.#transcript.hasGap) void this.#lines?.fillGap();
  }

  /** What was said is gone on the server; what was not sent is kept for the conversation that begins now. */
  async #renew(): Promise<void> {
    if (!this.#is('open')) return;
    this.#forgetConversation();
    this.#enter('idle');
    this.#listener.renewed();
    await this.open();
  }

  #shelfChanged(key: string): void {
    if (!this.#session.isTold(key) || !this.#is('open')) return;
    if (!this.#session.exists) return this.#end(false);
    if (this.#session.chat !== this.#chat) {
      this.#hangUp();
      this.#transcript.clear();
      this.#enter('idle');
      void this.open();
    }
  }

  #end(here: boolean): void {
    this.erasedHere = here;
    this.#leave();
    this.#enter('erased');
  }

  #leave(): void {
    this.#outbox.clear();
    this.#forgetConversation();
  }

  #forgetConversation(): void {
    this.#hangUp();
    this.#session.forget();
    this.#transcript.clear();
    this.#outbox.turnButtonsIntoWords();
  }

  #hangUp(): void {
    this.#lines?.close();
    this.#lines = null;
  }

  /** Asked behind a wait, where the compiler would remember what the phase was before. */
  #is(phase: Phase): boolean {
    return this.phase === phase;
  }

  #enter(phase: Phase): void {
    this.phase = phase;
    this.#listener.changed();
  }

  #owner(): LinesOwner {
    const chat = this;
    return {
      get language() {
        return chat.language;
      },
      heard: (events) => this.#heard(events),
      erased: () => this.#end(false),
      lost: () => this.#renew(),
      changed: () => this.#listener.changed(),
      lineChanged: (state) => {
        this.line = state;
        this.#listener.changed();
      },
      mustWaitUntil: (moment) => {
        this.quietUntil = moment;
        this.#listener.changed();
      },
    };
  }
}
