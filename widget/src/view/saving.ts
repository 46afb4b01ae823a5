// Gives a text to the user as a file. It is made in the page; nothing is asked of the server.

import type { SavedText } from '../talk/wire.ts';

const BYTE_ORDER_MARK = '\ufeff';

/** With a byte order mark: old editors on Windows otherwise show Chinese as rubbish. */
export function saveAsFile(file: SavedText): void {
  const address = URL.createObjectURL(new Blob([BYTE_ORDER_MARK, file.text], { type: 'text/plain;charset=utf-8' }));
  const link = document.createElement('a');
  link.href = address;
  link.download = file.name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}
