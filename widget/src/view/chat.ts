// <walletdesk-chat>: the whole widget. Owns what is open and where the focus is; the talking is done by Conversation.

import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';

import { Earlier } from '../guard/index.ts';
import { CHAT } from '../style/sheets.ts';
import { Conversation } from '../talk/conversation.ts';
import { shelfFor } from '../talk/shelf.ts';
import { decide, isLanguage } from '../words/language.ts';
import { wordsIn } from '../words/texts.ts';
import { Banner } from './banner.ts';
import type { Composer } from './composer.ts';
import { Dealings, LANGUAGE_KEY, type Screen } from './dealings.ts';
import { launcherView } from './launcher.ts';
import { Memory } from './memory.ts';
import { panelView, type PanelActs } from './panel.ts';
import { Scrolling } from './scrolling.ts';
import type { Sheet } from './sheet.ts';
import { Staging } from './staging.ts';
import { Surroundings } from './surroundings.ts';
import { Unread } from './unread.ts';

export class WalletdeskChat extends LitElement implements Screen {
  static override styles = CHAT;
  static override properties = {
    mode: { type: String, reflect: true },
    open: { state: true },
    menuOpen: { state: true },
    sheet: { state: true },
    renewed: { state: true },
    endHidden: { state: true },
  };

  declare mode: string;
  declare open: boolean;
  declare menuOpen: boolean;
  declare sheet: Sheet | null;
  declare renewed: boolean;
  declare endHidden: boolean;

  #chat!: Conversation;
  #dealings!: Dealings;
  #unread!: Unread;
  readonly #earlier = new Earlier();
  readonly #memory = new Memory(this.#earlier);
  readonly #again = (): void => this.requestUpdate();
  readonly #staging = new Staging(this.#again);
  readonly #banner = new Banner(this.#again);
  readonly #scrolling = new Scrolling();
  readonly #around = new Surroundings(this, (online) => this.#chat.networkChanged(online));

  constructor() {
    super();
    this.mode = '';
    this.open = false;
    this.menuOpen = false;
    this.sheet = null;
    this.renewed = false;
    this.endHidden = false;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    const server = serverAddress(this.getAttribute('server'));
    const shelf = shelfFor(server);
    const chosen = shelf.get(LANGUAGE_KEY);
    const language = decide(chosen, this.getAttribute('language') ?? '', navigator.languages);
    this.#unread = new Unread(shelf);
    this.#chat = new Conversation(server, shelf, language, { changed: this.#again, renewed: this.#renewed });
    this.#chat.pinned = isLanguage(chosen);
    this.#dealings = new Dealings(this, this.#chat, shelf, this.#earlier);
    if (this.#isPage || this.#chat.hasPast) void this.#chat.open();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#chat.close();
  }

  override render(): TemplateResult {
    const { language, events } = this.#chat;
    const shown = this.#isPage || this.open;
    this.#memory.heard(events, (key) => this.#chat.isFromHere(key));
    if (shown) this.#unread.sawAll(events);
    const noLauncher = this.#isPage || (this.open && this.#around.isNarrow);
    const launcher = (): TemplateResult =>
      launcherView(wordsIn(language), this.open, this.#unread.count(events), () =>
        this.open ? this.hide() : this.show(),
      );
    return html`<div class="root" lang=${language}>${shown ? this.#panel() : nothing}${noLauncher ? nothing : launcher()}</div>`;
  }

  /** Opens the chat; an embedding page may call it from a "help" button of its own. */
  show(): void {
    this.open = true;
    void this.#chat.open();
    this.focusInside();
  }

  hide(): void {
    if (this.#isPage) return;
    this.open = false;
    this.menuOpen = false;
    this.sheet = null;
    void this.updateComplete.then(() => this.#part('#launcher')?.focus());
  }

  /** To the field; on a touch screen to the conversation, because the keyboard would hide it. */
  focusInside(): void {
    void this.updateComplete.then(() => {
      const field = this.#around.isTouch ? null : this.#composer;
      (field ?? this.#part('.scroll'))?.focus({ preventScroll: true });
    });
  }

  protected override updated(changed: PropertyValues): void {
    const box = this.#part('.scroll');
    if (box) this.endHidden = this.#scrolling.settle(box);
    if (changed.has('sheet') && this.sheet) this.#part('#sheet-title')?.focus();
  }

  get #isPage(): boolean {
    return this.mode === 'page';
  }

  #panel(): TemplateResult {
    const { events, oldUntil, language } = this.#chat;
    const words = wordsIn(language);
    const shown = this.#staging.visible(events, oldUntil, this.#around.wantsNoStaging);
    const banner = this.#banner.view(this.#chat, words, this.#around.online);
    const isModal = !this.#isPage && this.#around.isNarrow;
    const { sheet, menuOpen, renewed, endHidden } = this;
    const state = { sheet, menuOpen, renewed, endHidden, isPage: this.#isPage, isModal };
    return panelView(
      { chat: this.#chat, shown, earlier: this.#earlier, words, banner, ...state },
      this.#dealings,
      this.#acts,
    );
  }

  readonly #acts: PanelActs = {
    scrolled: () => {
      this.endHidden = this.#scrolling.moved(this.#part('.scroll') as HTMLElement);
    },
    jump: () => this.#scrolling.toEnd(this.#part('.scroll') as HTMLElement),
    escape: (event) => this.#escape(event),
    wrapFocus: (to) => {
      if (this.sheet) this.#part('#sheet-title')?.focus();
      else if (to === 'first') this.#part('#menu-button')?.focus();
      else (this.#composer ?? this.#part('.erased button'))?.focus();
    },
  };

  #escape(event: KeyboardEvent): void {
    if (event.key !== 'Escape' || event.isComposing) return;
    if (this.menuOpen) {
      this.menuOpen = false;
      this.#part('#menu-button')?.focus();
    } else {
      this.hide();
    }
  }

  readonly #renewed = (): void => {
    this.renewed = true;
    this.#earlier.forget();
  };

  get #composer(): Composer | null {
    return this.renderRoot.querySelector<Composer>('walletdesk-composer');
  }

  #part(selector: string): HTMLElement | null {
    return this.renderRoot.querySelector<HTMLElement>(selector);
  }
}

/** Origin and path prefix without a slash at the end; without the attribute, the page's own server. */
function serverAddress(attribute: string | null): string {
  const url = new URL(attribute || '/', location.href);
  return url.origin + url.pathname.replace(/\/+$/, '');
}
