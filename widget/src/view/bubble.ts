// One bubble. Everything that was said becomes text nodes; nothing is ever read as markup.

import { html, nothing, type TemplateResult } from 'lit';

import { blocksOf, type Piece } from '../safe_text/pieces.ts';
import { clean } from '../safe_text/clean.ts';
import type { Outgoing } from '../talk/outbox.ts';
import type { ChatEvent, Language, SavedText } from '../talk/wire.ts';
import { HEADS, SITES, type Words } from '../words/texts.ts';
import { copyButton } from './copy_button.ts';
import { FILE_ICON } from './icons.ts';

export interface BubbleActs {
  save(file: SavedText): void;
  retry(): void;
  discard(message: Outgoing): void;
}

export function eventBubble(event: ChatEvent, words: Words, language: Language, acts: BubbleActs): TemplateResult {
  const mine = event.kind === 'user';
  return html`<div class="turn ${event.kind}" data-position=${event.position} aria-live=${mine ? 'off' : nothing}>
    <span class="unseen">${words(mine ? 'you_said' : 'bot_said')}</span>
    <div class="bubble ${event.hidden === '' ? '' : 'withheld'}" dir="auto">${said(event, words)}</div>
    ${event.file ? fileOffer(event.file, words, acts) : nothing}
    ${mine ? timeOf(event.at, language) : nothing}
  </div>`;
}

function said(event: ChatEvent, words: Words): unknown {
  if (event.hidden !== '') return words(event.hidden === 'secret' ? 'hidden_secret' : 'hidden_unreadable');
  return event.kind === 'user' ? plain(event.text, words) : structured(event.text, words);
}

/** What the user wrote gets no links and no sections: it is shown as it was written. */
function plain(text: string, words: Words): unknown {
  return blocksOf(text, { hosts: [], repositories: [] }, new Set()).map((block) => pieces(block.pieces, words));
}

function structured(text: string, words: Words): unknown {
  return blocksOf(text, SITES, HEADS).map((block) =>
    block.head ? html`<p class="head">${pieces(block.pieces, words)}</p>` : html`<p>${pieces(block.pieces, words)}</p>`,
  );
}

function pieces(all: readonly Piece[], words: Words): unknown {
  return all.map((piece) => {
    if (piece.type === 'text') return piece.text;
    if (piece.type === 'link') return link(piece.href, piece.text, words);
    return html`<walletdesk-code .value=${piece.value} .kind=${piece.kind} .words=${words}></walletdesk-code>`;
  });
}

function link(href: string, text: string, words: Words): TemplateResult {
  return html`<a href=${href} target="_blank" rel="noopener noreferrer nofollow" title=${words('opens_elsewhere')}>${text}</a>`;
}

function fileOffer(file: SavedText, words: Words, acts: BubbleActs): TemplateResult {
  return html`<div class="file">
    <button type="button" @click=${() => acts.save(file)}>${FILE_ICON}<span>${words('save_file', { name: file.name })}</span></button>
    ${copyButton(file.text, words)}
  </div>`;
}

export function outgoingBubble(message: Outgoing, words: Words, acts: BubbleActs): TemplateResult {
  const stuck = message.state === 'failed' || message.state === 'refused';
  return html`<div class="turn user pending" data-state=${message.state} aria-live="off">
    <span class="unseen">${words('you_said')}</span>
    <div class="bubble" dir="auto">${clean(message.text)}</div>
    <div class="state" role=${stuck ? 'alert' : 'none'}>${stateLine(message, words, acts, stuck)}</div>
  </div>`;
}

function stateLine(message: Outgoing, words: Words, acts: BubbleActs, stuck: boolean): unknown {
  if (!stuck) return words(message.state === 'sending' && message.tries === 0 ? 'sending' : 'waiting');
  return html`<span>${words('not_sent')}</span>
    ${message.state === 'failed' ? html`<button type="button" @click=${() => acts.retry()}>${words('retry')}</button>` : nothing}
    <button type="button" @click=${() => acts.discard(message)}>${words('discard')}</button>`;
}

function timeOf(at: string, language: Language): unknown {
  const moment = new Date(at);
  if (Number.isNaN(moment.getTime())) return nothing;
  const today = moment.toDateString() === new Date().toDateString();
  const day: Intl.DateTimeFormatOptions = today ? {} : { month: 'short', day: 'numeric' };
  const shown = new Intl.DateTimeFormat(language, { hour: '2-digit', minute: '2-digit', ...day }).format(moment);
  return html`<time datetime=${at}>${shown}</time>`;
}
