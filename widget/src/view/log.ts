// The conversation: bubbles, what is on its way, the typing indicator, and the buttons of the last question.

import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';

import type { Outgoing } from '../talk/outbox.ts';
import { isWayOut, type ChatEvent, type Language, type QuickReply } from '../talk/wire.ts';
import type { Words } from '../words/texts.ts';
import { eventBubble, outgoingBubble, type BubbleActs } from './bubble.ts';

export interface LogView {
  readonly events: readonly ChatEvent[];
  readonly outgoing: readonly Outgoing[];
  readonly typing: boolean;
  readonly replies: readonly QuickReply[];
  readonly words: Words;
  readonly language: Language;
}

export interface LogActs extends BubbleActs {
  press(button: QuickReply): void;
}

export function logView(view: LogView, acts: LogActs): TemplateResult {
  const { words, language } = view;
  return html`<div class="log" role="log" aria-live="polite" aria-relevant="additions" aria-label=${words('log_label')}>
      ${repeat(
        view.events,
        (event) => event.position,
        (event) => eventBubble(event, words, language, acts),
      )}
      ${repeat(
        view.outgoing,
        (message) => message.id,
        (message) => outgoingBubble(message, words, acts),
      )}
    </div>
    ${view.typing ? typingDots(words) : nothing}
    ${view.replies.length > 0 ? quickReplies(view.replies, words, acts) : nothing}`;
}

function typingDots(words: Words): TemplateResult {
  return html`<div class="turn bot typing"><div class="bubble" role="img" aria-label=${words('typing')}
    ><i></i><i></i><i></i></div></div>`;
}

function quickReplies(replies: readonly QuickReply[], words: Words, acts: LogActs): TemplateResult {
  const answers = replies.filter((reply) => !isWayOut(reply));
  const ways = replies.filter(isWayOut);
  return html`<div class="replies">
    ${group('answers', words('quick_replies'), answers, acts)}
    ${group('ways', words('more_ways'), ways, acts)}
  </div>`;
}

function group(name: string, label: string, replies: readonly QuickReply[], acts: LogActs): unknown {
  if (replies.length === 0) return nothing;
  return html`<div class=${name} role="group" aria-label=${label}>
    ${replies.map((reply) => html`<button type="button" @click=${() => acts.press(reply)}>${reply.title}</button>`)}
  </div>`;
}
