// A sheet over the chat that has to be answered: a question, or why something was stopped.

import { html, type TemplateResult } from 'lit';

import { SHIELD_ICON } from './icons.ts';

export interface SheetAct {
  readonly label: string;
  readonly tone: 'main' | 'quiet' | 'danger';
  run(): void;
}

export interface Sheet {
  readonly title: string;
  readonly body: readonly string[];
  readonly acts: readonly SheetAct[];
  /** Something was stopped: shown with the shield. */
  readonly guarded?: boolean;
}

export function sheetView(sheet: Sheet, close: () => void): TemplateResult {
  const keys = (event: KeyboardEvent): void => {
    if (event.key === 'Tab') stayInside(event);
    if (event.key !== 'Escape') return;
    event.stopPropagation();
    close();
  };
  return html`<div class="veil" @keydown=${keys}>
    <div class="sheet ${sheet.guarded ? 'guarded' : ''}" role="alertdialog" aria-modal="true"
      aria-labelledby="sheet-title" aria-describedby="sheet-body">
      <h2 id="sheet-title" tabindex="-1">${sheet.guarded ? SHIELD_ICON : ''}<span>${sheet.title}</span></h2>
      <div id="sheet-body">${sheet.body.filter((text) => text !== '').map((text) => html`<p>${text}</p>`)}</div>
      <div class="acts">
        ${sheet.acts.map(
          (act) => html`<button type="button" class=${act.tone} @click=${() => act.run()}>${act.label}</button>`,
        )}
      </div>
    </div>
  </div>`;
}

/** From the last button on to the first, and back from the first (or the title) to the last. */
function stayInside(event: KeyboardEvent): void {
  const buttons = [...(event.currentTarget as HTMLElement).querySelectorAll('button')];
  const [first, last] = [buttons[0], buttons.at(-1)];
  const at = event.composedPath()[0];
  const leaves = event.shiftKey ? at === first || !buttons.some((button) => button === at) : at === last;
  if (!first || !last) return event.preventDefault();
  if (!leaves) return;
  event.preventDefault();
  (event.shiftKey ? last : first).focus();
}
