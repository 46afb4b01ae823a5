import assert from 'node:assert/strict';
import { test } from 'node:test';

import { clean } from '../src/safe_text/clean.ts';
import { findCodes, shorten, shortenCodes } from '../src/safe_text/codes.ts';
import { allowed, findLinks } from '../src/safe_text/links.ts';
import { blocksOf, piecesOf } from '../src/safe_text/pieces.ts';

const SITES = { hosts: ['token.im', 'etherscan.io'], repositories: ['github.com/consenlabs/token-core-monorepo'] };
const HASH = `0x${'5c504ed432cb5113'.repeat(4)}`;
const ADDRESS = '0x742d35Cc6634C0532925a3b844Bc454e4438f44e';

test('a listed host and its subdomains may be opened', () => {
  for (const url of [
    'https://token.im',
    'https://token.im/',
    'https://support.token.im/hc?x=1#y',
    'https://ETHERSCAN.io/tx/1',
  ]) {
    assert.ok(allowed(url, SITES), url);
  }
});

test('nothing else may be opened', () => {
  const refused = [
    'http://token.im/',
    'https://token.im.evil.com/',
    'https://eviltoken.im/',
    'https://token.im@evil.com/',
    'https://user:pass@token.im/',
    'https://evil.com/?https://token.im',
    'https://token.im:8443/',
    'https://tоken.im/',
    'https://token。im/',
    'https:token.im',
    'javascript:alert(1)//token.im',
    'https://',
  ];
  for (const url of refused) assert.equal(allowed(url, SITES), null, url);
});

test('a code host is allowed below the listed repository only', () => {
  assert.ok(allowed('https://github.com/consenlabs/token-core-monorepo/issues/1', SITES));
  assert.ok(allowed('https://github.com/consenlabs/token-core-monorepo', SITES));
  for (const path of [
    'consenlabs/token-core-monorepo-evil',
    'consenlabs',
    'consenlabs/token-core-monorepo/../../evil/x',
    'evil',
  ]) {
    assert.equal(allowed(`https://github.com/${path}`, SITES), null, path);
  }
});

test('a link ends before punctuation of either script', () => {
  const text = '（https://support.token.im/hc，见 https://etherscan.io/tx/1. 或 https://token.im）';

  const written = findLinks(text, SITES).map(({ start, length }) => text.slice(start, start + length));

  assert.deepEqual(written, ['https://support.token.im/hc', 'https://etherscan.io/tx/1', 'https://token.im']);
});

test('what nobody sees is taken out, what everybody sees stays', () => {
  assert.equal(clean('a\u202Eb\u200Bc\u2066d\uFEFFe\u00ADf\u{E0041}g\u0007'), 'abcdefg');
  assert.equal(clean('第一行\r\n第二行\n\n\n\n第三行  '), '第一行\n第二行\n\n第三行');
  assert.equal(clean('émoji ❤️'), 'émoji ❤️');
});

test('hashes and addresses of all networks are found, words are not', () => {
  const found = (text: string) => findCodes(text).map(({ kind, value }) => [kind, value]);

  assert.deepEqual(found(`哈希${HASH}。`), [['hash', HASH]]);
  assert.deepEqual(found(`(${ADDRESS})`), [['address', ADDRESS]]);
  assert.deepEqual(found(HASH.slice(2)), [['hash', HASH.slice(2)]]);
  for (const address of [
    'TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t',
    'bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq',
    '1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa',
    'EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGGkZwyTDt1v',
  ]) {
    assert.deepEqual(found(`to ${address}, please`), [['address', address]]);
  }
  assert.deepEqual(found('Rindfleischetikettierungsueberwachungsgesetz 0x12ab…34cd 12345678901234567890'), []);
});

test('a short form keeps ten characters in front and eight behind', () => {
  assert.equal(shorten(ADDRESS), '0x742d35Cc…4438f44e');
  assert.equal(shorten('0x12ab…34cd'), '0x12ab…34cd');
  assert.equal(shortenCodes(`a ${ADDRESS} b ${HASH}`), 'a 0x742d35Cc…4438f44e b 0x5c504ed4…32cb5113');
});

test('markup of any kind is one plain piece of text', () => {
  const text = '<img src=x onerror=alert(1)> [x](javascript:alert(1)) **b** &lt;';

  assert.deepEqual(piecesOf(text, SITES), [{ type: 'text', text }]);
});

test('a code inside a link belongs to the link', () => {
  const pieces = piecesOf(`see https://etherscan.io/tx/${HASH} now`, SITES);

  assert.deepEqual(pieces, [
    { type: 'text', text: 'see ' },
    { type: 'link', href: `https://etherscan.io/tx/${HASH}`, text: 'https://etherscan.io/tx/0x5c504ed4…32cb5113' },
    { type: 'text', text: ' now' },
  ]);
});

test('a line of its own in brackets, or one that is a known section name, becomes a head', () => {
  const blocks = blocksOf('【结论】\n已失败。\n\nDo this now\n1. 点【转账】\n2. wait', SITES, new Set(['Do this now']));

  const shape = blocks.map(({ head, pieces }) => [head, pieces.map((piece) => piece.text).join('')]);
  assert.deepEqual(shape, [
    [true, '结论'],
    [false, '已失败。'],
    [true, 'Do this now'],
    [false, '1. 点【转账】\n2. wait'],
  ]);
});
