// Where the user writes. What looks like a secret is blanked here, before anything outside this field has seen it.

import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { keyed } from 'lit/directives/keyed.js';

import { Earlier, inspect, mayHoldSecret, ready, type Finding } from '../guard/index.ts';
import { COMPOSER } from '../style/sheets.ts';
import type { Words } from '../words/texts.ts';
import { SEND_ICON } from './icons.ts';

/** As the server counts: characters, not UTF-16 units. */
export const LIMIT = 4_000;
const COUNT_FROM = 3_600;
const CHECK_AFTER = 300;

export class Composer extends LitElement {
  static override styles = COMPOSER;
  static override properties = {
    words: { attribute: false },
    earlier: { attribute: false },
    length: { state: true },
    busy: { state: true },
    generation: { state: true },
  };

  declare words: Words;
  declare earlier: Earlier;
  declare length: number;
  declare busy: boolean;
  declare generation: number;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    super();
    this.length = 0;
    this.busy = false;
    this.generation = 0;
  }

  override render(): TemplateResult {
    const over = this.length > LIMIT;
    const count = over
      ? this.words('too_long', { limit: LIMIT })
      : this.words('count_left', { count: LIMIT - this.length });
    const counted = this.length > COUNT_FROM;
    return html`<form @submit=${this.#submit}>
        ${keyed(this.generation, this.#field(over, counted))}
        <button type="submit" aria-label=${this.words('send')}
          ?disabled=${this.length === 0 || over || this.busy}>${SEND_ICON}</button>
      </form>
      <p id="count" class=${over ? 'over' : ''} role="status">${counted ? count : nothing}</p>`;
  }

  /** No spelling help: browsers and extensions send what is typed to their makers for it. */
  #field(over: boolean, counted: boolean): TemplateResult {
    return html`<textarea rows="1" dir="auto" autocomplete="off" autocapitalize="sentences" spellcheck="false"
      enterkeyhint="send" data-gramm="false" aria-label=${this.words('composer_label')} placeholder=${this.words('placeholder')}
      aria-invalid=${over} aria-describedby=${counted ? 'count' : nothing} @focus=${this.#warm}
      @input=${this.#typed} @keydown=${this.#key} @paste=${this.#pasted} @drop=${this.#dropped}></textarea>`;
  }

  get field(): HTMLTextAreaElement | null {
    return this.renderRoot.querySelector('textarea');
  }

  override focus(): void {
    this.field?.focus();
  }

  /** A new field, so that neither undo nor the browser's memory of the old one brings the words back. */
  async blank(): Promise<void> {
    const old = this.field;
    if (old) old.value = '';
    this.length = 0;
    this.generation += 1;
    await this.updateComplete;
  }

  #warm = (): void => {
    ready().catch(() => undefined);
  };

  #typed = (): void => {
    const text = this.#measure();
    clearTimeout(this.#timer);
    if (mayHoldSecret(text)) this.#timer = setTimeout(() => void this.#check(text), CHECK_AFTER);
  };

  #measure(): string {
    const { field } = this;
    if (!field) return '';
    this.length = [...field.value.trim()].length;
    field.style.height = 'auto';
    field.style.height = `${field.scrollHeight}px`;
    return field.value;
  }

  #key = (event: KeyboardEvent): void => {
    // keyCode 229: Safari reports the Enter that ends a composition after the composition is over.
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing || event.keyCode === 229) return;
    event.preventDefault();
    void this.#send();
  };

  #submit = (event: Event): void => {
    event.preventDefault();
    void this.#send();
  };

  #pasted = (event: ClipboardEvent): void => this.#brought(event, event.clipboardData);
  #dropped = (event: DragEvent): void => this.#brought(event, event.dataTransfer);

  /** Files are refused; text is looked at before it stands in the field. */
  #brought(event: Event, data: DataTransfer | null): void {
    const text = data?.getData('text/plain') ?? '';
    if (text === '' && data && data.types.includes('Files')) {
      event.preventDefault();
      this.#tell('file-refused');
      return;
    }
    const whole = this.#withInserted(text);
    if (event.type === 'paste' && !mayHoldSecret(text) && !mayHoldSecret(whole)) return;
    event.preventDefault();
    void this.#insertChecked(text, whole);
  }

  async #insertChecked(text: string, whole: string): Promise<void> {
    const { field } = this;
    if (!field || !(await this.#check(whole))) return;
    field.setRangeText(text, field.selectionStart, field.selectionEnd, 'end');
    this.#measure();
  }

  #withInserted(text: string): string {
    const { field } = this;
    if (!field) return text;
    return field.value.slice(0, field.selectionStart) + text + field.value.slice(field.selectionEnd);
  }

  async #send(): Promise<void> {
    const text = this.field?.value.trim() ?? '';
    if (text === '' || this.busy || [...text].length > LIMIT) return;
    clearTimeout(this.#timer);
    this.busy = true;
    try {
      if ((await this.#check(text)) && this.field?.value.trim() === text) this.#letGo(text);
    } finally {
      this.busy = false;
    }
  }

  #letGo(text: string): void {
    void this.earlier.sent(text);
    if (this.field) this.field.value = '';
    this.#measure();
    this.dispatchEvent(new CustomEvent('say', { detail: text }));
  }

  /** True if the text may go on. Otherwise the field is blank and the chat has been told why. */
  async #check(text: string): Promise<boolean> {
    const findings = await inspect(text, this.earlier).catch(() => null);
    if (findings?.length === 0) return true;
    if (findings === null) this.#tell('unchecked');
    else await this.#stop(findings);
    return false;
  }

  async #stop(findings: readonly Finding[]): Promise<void> {
    await this.blank();
    this.#tell('stopped', findings);
  }

  #tell(name: string, detail?: unknown): void {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}
