// The style sheets as constructable sheets: no style element, no style attribute, which a policy may refuse.

import { unsafeCSS, type CSSResult } from 'lit';

import tokens from './tokens.css';
import frame from './frame.css';
import log from './log.css';
import sheet from './sheet.css';
import composer from './composer.css';
import code from './code.css';

export const CHAT: CSSResult[] = [tokens, frame, log, sheet].map(unsafeCSS);
export const COMPOSER: CSSResult[] = [tokens, composer].map(unsafeCSS);
export const CODE: CSSResult[] = [tokens, code].map(unsafeCSS);
