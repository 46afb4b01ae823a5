// The round button that opens the chat.

import { html, nothing, type TemplateResult } from 'lit';

import type { Words } from '../words/texts.ts';
import { CHAT_ICON, CLOSE_ICON } from './icons.ts';

export function launcherView(words: Words, open: boolean, unread: number, toggle: () => void): TemplateResult {
  const news = unread > 0 && !open;
  const label = open ? words('close') : news ? words('open_unread', { count: unread }) : words('open');
  return html`<button type="button" id="launcher" aria-label=${label} aria-expanded=${open} @click=${toggle}>
    ${open ? CLOSE_ICON : CHAT_ICON}${news ? html`<span class="badge" aria-hidden="true">${Math.min(unread, 99)}</span>` : nothing}
  </button>`;
}
