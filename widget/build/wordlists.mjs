// Makes the BIP-39 lists small: a word is written as the number of letters it shares with the word before it, and the
// rest. That and composed accents save a quarter of their size behind gzip. Every list is unpacked here again and compared.

import { pathToFileURL } from 'node:url';

const WORDS = /(\d)(\D*)/g;
const TRADITIONAL = 'traditional-chinese';
const SIMPLIFIED = 'simplified-chinese';

function pack(list) {
  let before = '';
  return list
    .map((word) => word.normalize('NFC'))
    .map((word) => {
      let shared = 0;
      while (shared < 9 && shared < word.length && word[shared] === before[shared]) shared += 1;
      before = word;
      return shared + word.slice(shared);
    })
    .join('');
}

const UNPACK = `let before = "";
export const wordlist = [...packed.matchAll(${WORDS})].map(([, shared, rest]) => {
  before = before.slice(0, Number(shared)) + rest;
  return before.normalize("NFKD");
});`;

/** The traditional list differs from the simplified one in a third of its characters; a dot stands for "the same". */
function asDifference(traditional, simplified) {
  return traditional.map((word, place) => (word === simplified[place] ? '.' : word)).join('');
}

async function listOf(path) {
  return (await import(pathToFileURL(path).href)).wordlist;
}

async function moduleFor(path) {
  const list = await listOf(path);
  if (path.endsWith(`${SIMPLIFIED}.js`)) return `export const wordlist = [...${JSON.stringify(list.join(''))}];`;
  if (!path.endsWith(`${TRADITIONAL}.js`)) return `const packed = ${JSON.stringify(pack(list))};\n${UNPACK}`;
  const other = asDifference(list, await listOf(path.replace(TRADITIONAL, SIMPLIFIED)));
  return `import { wordlist as simplified } from "@scure/bip39/wordlists/${SIMPLIFIED}.js";
const other = [...${JSON.stringify(other)}];
export const wordlist = simplified.map((word, place) => (other[place] === "." ? word : other[place]));`;
}

/** Runs what was made, with the simplified list at hand, and compares it with the original. */
async function prove(path, code) {
  const simplified = await listOf(path.replace(/[^/\\]+\.js$/, `${SIMPLIFIED}.js`));
  const body = code.replace(/^import .*$/m, '').replace('export const wordlist =', 'return');
  const unpacked = new Function('simplified', body)(simplified);
  const list = await listOf(path);
  if (unpacked.length !== 2048 || list.some((word, place) => word !== unpacked[place]))
    throw new Error(`not the same list: ${path}`);
}

export const wordlists = {
  name: 'wordlists',
  setup(tool) {
    tool.onLoad({ filter: /bip39[/\\]wordlists[/\\][a-z-]+\.js$/ }, async ({ path }) => {
      const contents = await moduleFor(path);
      await prove(path, contents);
      return { contents, loader: 'js' };
    });
  },
};
