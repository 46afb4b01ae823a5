// A text cut into what the screen can show. There is no markup here: every piece ends up as a text node.

import { clean } from './clean.ts';
import { findCodes, shorten, shortenCodes, type Code } from './codes.ts';
import { findLinks, type AllowedSites, type Link } from './links.ts';

export type Piece =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'link'; readonly text: string; readonly href: string }
  | { readonly type: 'code'; readonly text: string; readonly value: string; readonly kind: Code['kind'] };

/** head: a line that names the section below it. Neighbouring plain lines are one block, with their line breaks. */
export interface Block {
  readonly head: boolean;
  readonly pieces: readonly Piece[];
}

export function blocksOf(raw: string, sites: AllowedSites, heads: ReadonlySet<string>): Block[] {
  const blocks: Block[] = [];
  let plain: string[] = [];
  const flush = (): void => {
    const text = plain.join('\n').trim();
    if (text !== '') blocks.push({ head: false, pieces: piecesOf(text, sites) });
    plain = [];
  };
  for (const line of clean(raw).split('\n')) {
    if (!isHead(line, heads)) plain.push(line);
    else {
      flush();
      blocks.push({ head: true, pieces: [{ type: 'text', text: headWords(line) }] });
    }
  }
  flush();
  return blocks;
}

function isHead(line: string, heads: ReadonlySet<string>): boolean {
  return heads.has(line.trim()) || /^【[^【】]{1,20}】$/.test(line.trim());
}

function headWords(line: string): string {
  return line.trim().replace(/^【|】$/g, '');
}

export function piecesOf(text: string, sites: AllowedSites): Piece[] {
  const pieces: Piece[] = [];
  let at = 0;
  for (const { start, length, piece } of marked(text, sites)) {
    if (start < at) continue;
    if (start > at) pieces.push({ type: 'text', text: text.slice(at, start) });
    pieces.push(piece);
    at = start + length;
  }
  if (at < text.length) pieces.push({ type: 'text', text: text.slice(at) });
  return pieces;
}

interface Mark {
  start: number;
  length: number;
  piece: Piece;
}

function marked(text: string, sites: AllowedSites): Mark[] {
  const links = findLinks(text, sites).map((link) => markLink(text, link));
  const codes = findCodes(text).map(markCode);
  return [...links, ...codes].sort((a, b) => a.start - b.start);
}

function markLink(text: string, { start, length, href }: Link): Mark {
  const shown = shortenCodes(text.slice(start, start + length));
  return { start, length, piece: { type: 'link', text: shown, href } };
}

function markCode({ start, value, kind }: Code): Mark {
  return { start, length: value.length, piece: { type: 'code', text: shorten(value), value, kind } };
}
