// The entry of the bundle: loading it is all an embedding page has to do.

import { WalletdeskChat } from './view/chat.ts';
import { CodeChip } from './view/code.ts';
import { Composer } from './view/composer.ts';

const ELEMENTS = { 'walletdesk-code': CodeChip, 'walletdesk-composer': Composer, 'walletdesk-chat': WalletdeskChat };

for (const [name, element] of Object.entries(ELEMENTS)) {
  // Two script tags on one page must not be an error.
  if (!customElements.get(name)) customElements.define(name, element);
}
