// Drawn here rather than loaded: no request, and they take the colour of the text around them.

import { html } from 'lit';

export const CHAT_ICON = html`<svg viewBox="0 0 24 24" aria-hidden="true">
  <path d="M4 5.5h16a1.5 1.5 0 0 1 1.5 1.5v9.5A1.5 1.5 0 0 1 20 18h-7.5L8 21.5V18H4a1.5 1.5 0 0 1-1.5-1.5V7A1.5 1.5 0 0 1 4 5.5Z" />
  <path d="m8.8 11.8 2.3 2.2 4.3-4.4" />
</svg>`;

export const CLOSE_ICON = html`<svg viewBox="0 0 24 24" aria-hidden="true"><path d="m6 6 12 12M18 6 6 18" /></svg>`;

export const MENU_ICON = html`<svg viewBox="0 0 24 24" aria-hidden="true">
  <path d="M12 5.5v.01M12 12v.01M12 18.5v.01" stroke-width="3.2" />
</svg>`;

export const SEND_ICON = html`<svg viewBox="0 0 24 24" aria-hidden="true">
  <path d="M12 19V5.5M6 11l6-6 6 6" stroke-width="2.3" />
</svg>`;

export const DOWN_ICON = html`<svg viewBox="0 0 24 24" aria-hidden="true"><path d="m6 9.5 6 6 6-6" /></svg>`;

export const COPY_ICON = html`<svg viewBox="0 0 24 24" aria-hidden="true">
  <rect x="8.5" y="8.5" width="12" height="12" rx="2.5" />
  <path d="M15.5 8.5v-3a2 2 0 0 0-2-2h-8a2 2 0 0 0-2 2v8a2 2 0 0 0 2 2h3" />
</svg>`;

export const DONE_ICON = html`<svg viewBox="0 0 24 24" aria-hidden="true"><path d="m5 12.5 4.5 4.5L19 7" /></svg>`;

export const SHIELD_ICON = html`<svg viewBox="0 0 24 24" aria-hidden="true">
  <path d="M12 3 4.5 6v5.5c0 4.6 3.1 8 7.5 9.5 4.4-1.5 7.5-4.9 7.5-9.5V6L12 3Z" />
  <path d="m8.7 11.9 2.4 2.3 4.2-4.3" />
</svg>`;

export const FILE_ICON = html`<svg viewBox="0 0 24 24" aria-hidden="true"><path d="M12 4v11m-4.5-4.5L12 15l4.5-4.5M5 19.5h14" /></svg>`;
