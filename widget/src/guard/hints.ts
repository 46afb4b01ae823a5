// A cheap first look that needs no word list. Errs on one side only: what it passes holds nothing the guard would find.

const UNSEEN = /[\p{Cf}\p{Mn}\p{Me}]/gu;
const WORD = /[\p{L}\p{Nl}\p{No}]+/gu;
const HAN = /[㐀-䶿一-鿿]/g;
const HINTS =
  /第|助|[字词詞]|恢[复復]|[码碼]|口令|wc(?::|%3a)|prv|pvt_|suiprivkey|cipher|kdf|pass|pwd|pin|otp|2fa|code|word|seed|phrase|mnemonic|first|second|third|fo?urth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twel(?:f|v)th|last|final|next|\dth|1st|2nd|3rd|下一[个個]|[前后後头頭].?[一二三四五六七八九十两兩几\d]/;
// Fewer Chinese characters than this are no phrase, and fewer words in a row are no obvious piece of one.
const FEWEST_HAN = 12;
const FEWEST_WORDS = 4;
// Keys, and words written together.
const LONG_RUN = /[^\s]{30,}/;
const LONGEST_SHORT = 60;

/** Whether the text is worth `inspect`. */
export function mayHoldSecret(text: string): boolean {
  const plain = text.normalize('NFKD').replace(UNSEEN, '').toLowerCase();
  return (
    plain.length >= LONGEST_SHORT ||
    LONG_RUN.test(plain) ||
    HINTS.test(plain) ||
    (plain.match(HAN)?.length ?? 0) >= FEWEST_HAN ||
    (plain.match(WORD)?.length ?? 0) >= FEWEST_WORDS
  );
}
