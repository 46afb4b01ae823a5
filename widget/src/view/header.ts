// The head of the chat: what it is, the menu, and how to close it.

import { html, nothing, type TemplateResult } from 'lit';

import { LANGUAGES, NAMES } from '../words/language.ts';
import type { Language } from '../talk/wire.ts';
import type { Words } from '../words/texts.ts';
import { CHAT_ICON, CLOSE_ICON, MENU_ICON, SHIELD_ICON } from './icons.ts';

export interface HeaderView {
  readonly words: Words;
  readonly language: Language;
  readonly menuOpen: boolean;
  readonly closable: boolean;
}

export interface HeaderActs {
  toggleMenu(): void;
  close(): void;
  choose(item: MenuItem): void;
  speak(language: Language): void;
}

export type MenuItem = 'genuine' | 'person' | 'photos' | 'new' | 'delete';
const ITEMS: readonly MenuItem[] = ['genuine', 'person', 'photos', 'new', 'delete'];

export function headerView(view: HeaderView, acts: HeaderActs): TemplateResult {
  const { words } = view;
  return html`<header>
      <span class="mark">${CHAT_ICON}</span>
      <div class="names"><h1 id="title">${words('title')}</h1><p>${words('subtitle')}</p></div>
      <button type="button" id="menu-button" class="icon" aria-label=${words('menu')} aria-expanded=${view.menuOpen}
        aria-controls="menu" @click=${() => acts.toggleMenu()}>${MENU_ICON}</button>
      ${
        view.closable
          ? html`<button type="button" class="icon" aria-label=${words('close')} @click=${() => acts.close()}>${CLOSE_ICON}</button>`
          : nothing
      }
    </header>
    <p class="promise">${SHIELD_ICON}<span>${words('never_asks')}</span></p>
    <div id="menu" ?hidden=${!view.menuOpen}>${view.menuOpen ? menuView(view, acts) : nothing}</div>`;
}

function menuView({ words, language }: HeaderView, acts: HeaderActs): TemplateResult {
  return html`<div class="languages" role="group" aria-label=${words('menu_language')}>
      ${LANGUAGES.map(
        (
          each,
        ) => html`<button type="button" lang=${each} aria-pressed=${each === language} @click=${() => acts.speak(each)}
          >${NAMES[each]}</button>`,
      )}
    </div>
    ${ITEMS.map(
      (item) =>
        html`<button type="button" class="item ${item}" @click=${() => acts.choose(item)}>${words(`menu_${item}`)}</button>`,
    )}`;
}
