// A hash or an address: short, in full at a touch (imitations differ in the middle), and copied with one button.

import { html, LitElement, type TemplateResult } from 'lit';

import { CODE } from '../style/sheets.ts';
import { shorten } from '../safe_text/codes.ts';
import type { Words } from '../words/texts.ts';
import { copyText } from './clipboard.ts';
import { COPY_ICON, DONE_ICON } from './icons.ts';

const SHOWN_FOR = 2_500;

export class CodeChip extends LitElement {
  static override styles = CODE;
  static override properties = {
    value: { attribute: false },
    kind: { attribute: false },
    words: { attribute: false },
    outcome: { state: true },
    full: { state: true },
  };

  declare value: string;
  declare kind: 'hash' | 'address';
  declare words: Words;
  declare outcome: '' | 'copied' | 'copy_failed';
  declare full: boolean;

  constructor() {
    super();
    this.value = '';
    this.kind = 'hash';
    this.outcome = '';
    this.full = false;
  }

  override render(): TemplateResult {
    const short = shorten(this.value);
    const label = this.words(this.kind === 'hash' ? 'copy_hash' : 'copy_address');
    return html`<button type="button" class="value" aria-expanded=${this.full} title=${this.value} @click=${this.#unfold}
        ><bdi>${this.full ? this.value : short}</bdi></button
      ><button type="button" class="copy" aria-label="${label} ${short}" title=${label} @click=${this.#copy}
        >${this.outcome === 'copied' ? DONE_ICON : COPY_ICON}</button
      ><span class=${this.outcome === '' ? 'unseen' : 'outcome'} role="status"
        >${this.outcome === '' ? '' : this.words(this.outcome)}</span>`;
  }

  #unfold = (): void => {
    this.full = !this.full;
  };

  #copy = async (): Promise<void> => {
    this.outcome = (await copyText(this.value)) ? 'copied' : 'copy_failed';
    if (this.outcome === 'copy_failed') this.full = true;
    setTimeout(() => (this.outcome = ''), SHOWN_FOR);
  };
}
