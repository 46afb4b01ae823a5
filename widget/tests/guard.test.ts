// The guard in the browser gives the same answers as the server's: both are held to tests/data/guard_cases.json.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

import {
  Earlier,
  family,
  inspect,
  mayHoldSecret,
  opensWallet,
  ready,
  stopsTyping,
  type Finding,
} from '../src/guard/index.ts';

interface Case {
  readonly id: string;
  readonly text: string;
  readonly kinds: readonly string[];
  readonly where: 'both' | 'server';
}

interface Conversation {
  readonly id: string;
  readonly messages: readonly string[];
  readonly refused: number;
  readonly kinds: readonly string[];
}

const FIXTURE = new URL('../../tests/data/guard_cases.json', import.meta.url);
const { cases, conversations } = JSON.parse(readFileSync(FIXTURE, 'utf8')) as {
  cases: Case[];
  conversations: Conversation[];
};
const here = cases.filter((each) => each.where === 'both');
const secrets = here.filter((each) => each.kinds.length > 0);
const phrase = 'abandon '.repeat(11) + 'about';

function kindsOf(findings: readonly Finding[]): string[] {
  return [...new Set(findings.map((finding) => finding.kind))].sort();
}

for (const { id, text, kinds } of here) {
  test(id, async () => assert.deepEqual(kindsOf(await inspect(text)), [...kinds].sort()));
}

test('no secret is passed by the first look', () => {
  const passed = secrets.filter(({ text }) => !mayHoldSecret(text));
  assert.deepEqual(
    passed.map(({ id }) => id),
    [],
  );
  assert.ok(secrets.length >= 200 && here.length - secrets.length >= 150);
});

test('short answers need no word list', () => {
  for (const text of ['好的', 'yes', '三天了', 'not yet', '查不到', '以太坊']) assert.equal(mayHoldSecret(text), false);
});

for (const { id, messages, refused, kinds } of conversations) {
  test(`told over several messages: ${id}`, async () => {
    const earlier = new Earlier();
    let at = -1;
    let found: string[] = [];
    for (const [place, message] of messages.entries()) {
      found = kindsOf(await inspect(message, earlier));
      if (found.length > 0) {
        at = place;
        break;
      }
      await earlier.sent(message);
    }
    assert.deepEqual([at, found], [refused, kinds]);
  });
}

test('looking does not remember: only what was sent counts', async () => {
  const { messages, refused } = conversations.find(({ refused }) => refused > 1) as Conversation;
  const earlier = new Earlier();
  for (const message of messages.slice(0, refused)) {
    await inspect(message, earlier);
  }
  assert.deepEqual(await inspect(messages[refused] ?? '', earlier), []);
});

test('a new conversation starts with nothing remembered', async () => {
  const { messages, refused } = conversations.find(({ refused }) => refused > 1) as Conversation;
  const earlier = new Earlier();
  for (const message of messages.slice(0, refused)) void earlier.sent(message);
  assert.notDeepEqual(await inspect(messages[refused] ?? '', earlier), []);
  earlier.forget();
  assert.deepEqual(await inspect(messages[refused] ?? '', earlier), []);
});

test('a finding is a kind and a place in the text as it was written', async () => {
  const before = '🔑🔑 ｍｙ words: ';
  const findings = await inspect(`${before}${phrase}\u200b !`);
  assert.deepEqual(findings, [{ kind: 'mnemonic', start: before.length, end: before.length + phrase.length + 1 }]);
});

test('the gravest finding names the refusal', async () => {
  const findings = await inspect(`my password is Blue77sky! and the words ${phrase}`);
  assert.deepEqual(kindsOf(findings), ['mnemonic', 'password']);
  assert.equal(family(findings), 'mnemonic');
  assert.equal(family([]), undefined);
  assert.equal(opensWallet('mnemonic'), true);
  assert.equal(opensWallet('code'), false);
});

test('an unfinished sentence is not taken away from its writer, a finished secret is', async () => {
  const begun = [
    'one word of my phrase is miss',
    'can my phrase be change',
    'the gas fee was fine, the network was fine, only',
  ];
  for (const text of begun) {
    const findings = await inspect(text);
    assert.notDeepEqual(findings, []);
    assert.equal(stopsTyping(findings), false);
  }
  assert.equal(stopsTyping(await inspect(phrase)), true);
  assert.equal(stopsTyping([]), false);
});

test('no innocent message is stopped at any letter while it is typed', async () => {
  for (const { text } of here.filter((each) => each.kinds.length === 0)) {
    for (let end = 1; end <= text.length; end++) {
      assert.equal(stopsTyping(await inspect(text.slice(0, end))), false, text.slice(0, end));
    }
  }
});

test('odd text is no secret and no error', async () => {
  await ready();
  const odd = ['', ' ', '\0', '\ud800', '[mnemonic]', '第', '{'.repeat(2000), '0x', 'wc:', `kdf${'"'.repeat(999)}`];
  for (const text of odd) assert.deepEqual(await inspect(text, new Earlier()), []);
});

test('an endless row of words is one finding', async () => {
  const text = Array.from({ length: 20_000 }, (_, at) => ['zoo', 'abandon', 'cactus', 'jaguar'][at % 4]).join(' ');
  assert.deepEqual(await inspect(text), [{ kind: 'mnemonic', start: 0, end: text.length }]);
});
