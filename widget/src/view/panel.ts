// The chat's window: head, connection line, conversation, and where to write; a sheet over all of it when needed.

import { html, nothing, type TemplateResult } from 'lit';

import type { Earlier } from '../guard/index.ts';
import type { Conversation } from '../talk/conversation.ts';
import { openReplies } from '../talk/replies.ts';
import type { ChatEvent } from '../talk/wire.ts';
import type { Words } from '../words/texts.ts';
import type { Dealings } from './dealings.ts';
import { headerView } from './header.ts';
import { DOWN_ICON } from './icons.ts';
import { logView } from './log.ts';
import { sheetView, type Sheet } from './sheet.ts';

export interface PanelView {
  readonly chat: Conversation;
  /** As many of the chat's events as are on the screen by now. */
  readonly shown: readonly ChatEvent[];
  readonly earlier: Earlier;
  readonly words: Words;
  readonly banner: unknown;
  readonly sheet: Sheet | null;
  readonly menuOpen: boolean;
  readonly renewed: boolean;
  readonly endHidden: boolean;
  /** Fills its place in the page, cannot be closed. */
  readonly isPage: boolean;
  /** Covers the whole screen, so the focus stays inside. */
  readonly isModal: boolean;
}

export interface PanelActs {
  scrolled(): void;
  jump(): void;
  escape(event: KeyboardEvent): void;
  wrapFocus(to: 'first' | 'last'): void;
}

export function panelView(view: PanelView, dealings: Dealings, acts: PanelActs): TemplateResult {
  const edge = (to: 'first' | 'last'): unknown =>
    view.isModal ? html`<span tabindex="0" @focus=${() => acts.wrapFocus(to)}></span>` : nothing;
  return html`${edge('last')}
    <section class="panel" role=${view.isPage ? 'region' : 'dialog'} aria-modal=${view.isModal ? 'true' : nothing}
      aria-labelledby="title" @keydown=${acts.escape} @dragover=${allowDrop} @drop=${refuseFiles(dealings)}>
      <div class="content" ?inert=${view.sheet !== null}>${contentView(view, dealings, acts)}</div>
      ${view.sheet ? sheetView(view.sheet, () => dealings.close()) : nothing}
    </section>
    ${edge('first')}`;
}

function contentView(view: PanelView, dealings: Dealings, acts: PanelActs): TemplateResult {
  const { chat, words, menuOpen } = view;
  return html`${headerView({ words, language: chat.language, menuOpen, closable: !view.isPage }, dealings)} ${view.banner}
    <div class="scroll" tabindex="0" role="region" aria-label=${words('log_label')} @scroll=${acts.scrolled}>
      <div class="column">
        ${view.renewed ? html`<p class="note" role="status">${words('session_lost')}</p>` : nothing}
        ${conversationView(view, dealings)}
      </div>
    </div>
    <div class="foot">
      ${
        view.endHidden
          ? html`<button type="button" class="jump" aria-label=${words('jump_new')} @click=${acts.jump}>${DOWN_ICON}</button>`
          : nothing
      }
      ${chat.phase === 'erased' ? erasedView(chat.erasedHere, words, dealings) : composerView(view, dealings)}
    </div>`;
}

function conversationView({ chat, shown, words }: PanelView, dealings: Dealings): TemplateResult {
  const { events, outgoing, language } = chat;
  const typing = shown.length < events.length || outgoing.some((message) => message.state === 'sending');
  const replies = openReplies(events, shown, outgoing);
  return logView({ events: shown, outgoing, typing, replies, words, language }, dealings);
}

function composerView({ words, earlier }: PanelView, dealings: Dealings): TemplateResult {
  return html`<walletdesk-composer .words=${words} .earlier=${earlier}
    @say=${(event: CustomEvent) => dealings.say(event.detail)}
    @stopped=${(event: CustomEvent) => dealings.stop(event.detail)}
    @unchecked=${() => dealings.refuseUnchecked()}
    @file-refused=${() => dealings.refuseFile()}></walletdesk-composer>`;
}

function erasedView(here: boolean, words: Words, dealings: Dealings): TemplateResult {
  return html`<div class="erased">
    <p>${words(here ? 'deleted_title' : 'erased_elsewhere')}</p>
    <button type="button" class="main" @click=${() => dealings.startOver()}>${words('start_again')}</button>
  </div>`;
}

/** Without this the browser would leave the page and open the dropped file. */
const allowDrop = (event: DragEvent): void => event.preventDefault();

const refuseFiles =
  (dealings: Dealings) =>
  (event: DragEvent): void => {
    if (event.defaultPrevented) return;
    event.preventDefault();
    if (event.dataTransfer?.types.includes('Files')) dealings.refuseFile();
  };
