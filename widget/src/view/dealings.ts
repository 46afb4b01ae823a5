// What follows from what the user does: said, pressed, chosen from the menu, confirmed on a sheet.

import type { Earlier, Finding } from '../guard/index.ts';
import type { Conversation } from '../talk/conversation.ts';
import type { Shelf } from '../talk/shelf.ts';
import type { Language, QuickReply } from '../talk/wire.ts';
import { wordsIn, type Words } from '../words/texts.ts';
import type { HeaderActs, MenuItem } from './header.ts';
import type { LogActs } from './log.ts';
import { saveAsFile } from './saving.ts';
import type { Sheet } from './sheet.ts';
import * as sheets from './sheets.ts';

export const LANGUAGE_KEY = 'language';

/** What the element lets its dealings change. */
export interface Screen {
  sheet: Sheet | null;
  menuOpen: boolean;
  renewed: boolean;
  hide(): void;
  focusInside(): void;
}

export class Dealings implements HeaderActs, LogActs, sheets.SheetActs {
  readonly #screen: Screen;
  readonly #chat: Conversation;
  readonly #shelf: Shelf;
  readonly #earlier: Earlier;

  constructor(screen: Screen, chat: Conversation, shelf: Shelf, earlier: Earlier) {
    this.#screen = screen;
    this.#chat = chat;
    this.#shelf = shelf;
    this.#earlier = earlier;
  }

  get words(): Words {
    return wordsIn(this.#chat.language);
  }

  readonly save = saveAsFile;

  say(text: string): void {
    this.#screen.menuOpen = false;
    this.#chat.say(text);
  }

  press(button: QuickReply): void {
    this.#chat.press(button);
    this.#screen.focusInside();
  }

  retry(): void {
    this.#chat.retry();
  }

  discard(message: { id: string }): void {
    this.#chat.discard(message.id);
  }

  toggleMenu(): void {
    this.#screen.menuOpen = !this.#screen.menuOpen;
  }

  choose(item: MenuItem): void {
    this.#screen.menuOpen = false;
    if (item === 'photos') this.show(sheets.noPhotos(this.words, this));
    else if (item === 'new') this.show(sheets.askNew(this.words, this));
    else if (item === 'delete') this.show(sheets.askDelete(this.words, this));
    else this.ask(`ask_${item}`);
  }

  /** Where nothing was said yet, the welcome is said again in the language now spoken. */
  speak(language: Language): void {
    this.#screen.menuOpen = false;
    this.#shelf.set(LANGUAGE_KEY, language);
    this.#chat.language = language;
    this.#chat.pinned = true;
    const untouched = this.#chat.outgoing.length === 0 && this.#chat.events.every((event) => event.kind === 'bot');
    if (untouched && this.#chat.phase === 'open') this.startOver();
    this.#screen.focusInside();
  }

  show(sheet: Sheet): void {
    this.#screen.menuOpen = false;
    this.#screen.sheet = sheet;
  }

  /** Of the sheet or of the chat: whatever is on top. */
  close(): void {
    if (this.#screen.sheet === null) return this.#screen.hide();
    this.#screen.sheet = null;
    this.#screen.focusInside();
  }

  ask(key: string): void {
    this.#dismiss();
    this.#chat.say(this.words(key));
  }

  startOver(): void {
    this.#dismiss();
    this.#screen.renewed = false;
    this.#earlier.forget();
    void this.#chat.startOver();
  }

  async erase(): Promise<void> {
    this.show({ title: this.words('deleting'), body: [], acts: [] });
    try {
      await this.#chat.erase();
      this.#earlier.forget();
      this.show(sheets.deleted(this.words, this));
    } catch {
      this.show(sheets.deleteFailed(this.words, this));
    }
  }

  stop(findings: readonly Finding[]): void {
    this.show(sheets.stopped(findings, this.words, this));
  }

  refuseFile(): void {
    this.show(sheets.fileRefused(this.words, this));
  }

  refuseUnchecked(): void {
    this.show(sheets.guardMissing(this.words, this));
  }

  #dismiss(): void {
    this.#screen.sheet = null;
    this.#screen.focusInside();
  }
}
