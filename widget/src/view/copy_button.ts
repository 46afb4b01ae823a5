// A button that copies a text and says whether it worked.

import { html, type TemplateResult } from 'lit';

import type { Words } from '../words/texts.ts';
import { copyText } from './clipboard.ts';
import { COPY_ICON } from './icons.ts';

const SHOWN_FOR = 2_500;

export function copyButton(text: string, words: Words): TemplateResult {
  const copy = async (event: Event): Promise<void> => {
    const told = (event.currentTarget as HTMLElement).querySelector('[role="status"]');
    if (!told) return;
    told.textContent = words((await copyText(text)) ? 'copied' : 'copy_failed');
    setTimeout(() => (told.textContent = ''), SHOWN_FOR);
  };
  return html`<button type="button" @click=${copy}>${COPY_ICON}<span>${words('copy')}</span><span role="status"></span></button>`;
}
