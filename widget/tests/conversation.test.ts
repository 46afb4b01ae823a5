import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';

import { Conversation } from '../src/talk/conversation.ts';
import { MemoryShelf, type Shelf } from '../src/talk/shelf.ts';
import { Desk } from './desk.ts';

async function deskFor(context: TestContext): Promise<Desk> {
  const desk = await new Desk().open();
  context.after(() => desk.close());
  return desk;
}

function talk(context: TestContext, desk: Desk, shelf: Shelf = new MemoryShelf()): Conversation & { renewals: number } {
  const chat = new Conversation(desk.address, shelf, 'en', {
    changed: () => undefined,
    renewed: () => {
      both.renewals += 1;
    },
  });
  const both = Object.assign(chat, { renewals: 0 });
  context.after(() => chat.close());
  return both;
}

const said = (chat: Conversation): string[] => chat.events.map((event) => event.text);

async function until(what: () => boolean, longest = 8_000): Promise<void> {
  const end = Date.now() + longest;
  while (!what()) {
    assert.ok(Date.now() < end, `waited in vain for ${what}`);
    await wait(10);
  }
}

test('what is said is answered once, although answer and stream both tell it', async (context) => {
  const desk = await deskFor(context);
  const chat = talk(context, desk);
  await chat.open();

  chat.say('one');
  chat.say('two');
  await until(() => said(chat).length === 5);
  await wait(50);

  assert.deepEqual(said(chat), ['welcome', 'one', 're: one', 'two', 're: two']);
  assert.deepEqual(chat.outgoing, []);
});

test('an answer lost on the way is asked for again with the same id and makes no second turn', async (context) => {
  const desk = await deskFor(context);
  desk.streamsWork = false;
  const chat = talk(context, desk);
  await chat.open();
  desk.loseAnswers = 1;

  chat.say('once');
  await until(() => said(chat).includes('re: once'));

  assert.equal(new Set(desk.arrived.map(({ id }) => id)).size, 1);
  assert.equal(desk.arrived.length, 2);
  assert.equal(desk.turns, 1);
});

test('what was not sent before a reload is sent after it, in the same conversation', async (context) => {
  const desk = await deskFor(context);
  const shelf = new MemoryShelf();
  const before = talk(context, desk, shelf);
  await before.open();
  desk.refusals.push({ status: 503, code: 'not_ready', wait: 60 });
  before.say('kept');
  await until(() => desk.arrived.length === 1);
  before.close();

  const after = talk(context, desk, shelf);
  await after.open();
  await until(() => said(after).includes('re: kept'));

  assert.deepEqual(said(after), ['welcome', 'kept', 're: kept']);
  assert.equal(desk.arrived[0]?.id, desk.arrived[1]?.id);
});

test('a conversation the server does not know is replaced, and what was being said goes on there', async (context) => {
  const desk = await deskFor(context);
  const chat = talk(context, desk);
  await chat.open();
  chat.say('old');
  await until(() => said(chat).includes('re: old'));
  desk.forgetAll();

  chat.say('new');
  await until(() => said(chat).includes('re: new'));

  assert.deepEqual(said(chat), ['welcome', 'new', 're: new']);
  assert.equal(chat.renewals, 1);
});

test('a conversation that is unknown already when the page is loaded is replaced, too', async (context) => {
  const desk = await deskFor(context);
  const shelf = new MemoryShelf();
  const before = talk(context, desk, shelf);
  await before.open();
  before.close();
  desk.forgetAll();

  const after = talk(context, desk, shelf);
  await after.open();

  assert.equal(after.phase, 'open');
  assert.equal(after.renewals, 1);
});

test('told to wait, it waits as long as it was told and says until when', async (context) => {
  const desk = await deskFor(context);
  const chat = talk(context, desk);
  await chat.open();
  desk.refusals.push({ status: 429, code: 'rate_limited', wait: 1 });
  const start = Date.now();

  chat.say('fast');
  await until(() => desk.arrived.length === 1 && chat.quietUntil > 0);
  await until(() => said(chat).includes('re: fast'));

  assert.ok(Date.now() - start >= 950);
  assert.equal(chat.quietUntil, 0);
});

test('what the server refuses for good stays visible and does not hold up the rest', async (context) => {
  const desk = await deskFor(context);
  const chat = talk(context, desk);
  await chat.open();
  desk.refusals.push({ status: 422, code: 'bad_request' });

  chat.say('refused');
  chat.say('fine');
  await until(() => said(chat).includes('re: fine'));

  assert.deepEqual(
    chat.outgoing.map(({ text, state }) => [text, state]),
    [['refused', 'refused']],
  );
});

test('a token about to run out is exchanged before it is used', async (context) => {
  const desk = await deskFor(context);
  desk.lifetime = 30;
  const chat = talk(context, desk);
  await chat.open();
  const before = desk.sessions;

  chat.say('later');
  await until(() => said(chat).includes('re: later'));

  assert.ok(desk.sessions > before);
  assert.equal(desk.arrived.length, 1);
  assert.equal(chat.renewals, 0);
});

test('an answer of the staff arrives by the stream, and by the history where streams fail', async (context) => {
  for (const works of [true, false]) {
    const desk = await deskFor(context);
    desk.streamsWork = works;
    const chat = talk(context, desk);
    await chat.open();
    await until(() => chat.line === (works ? 'live' : 'polling'), 12_000);

    desk.push('from a person');
    await until(() => said(chat).includes('from a person'), 8_000);
  }
});

test('deleting ends the conversation here and for whoever listens, and the next one is another', async (context) => {
  const desk = await deskFor(context);
  const shelf = new MemoryShelf();
  const chat = talk(context, desk, shelf);
  const other = talk(context, desk, shelf);
  await chat.open();
  await other.open();
  await until(() => other.line === 'live');

  await chat.erase();
  await until(() => other.phase === 'erased');

  assert.deepEqual([chat.phase, chat.erasedHere, said(chat)], ['erased', true, []]);
  assert.deepEqual([other.erasedHere, said(other)], [false, []]);
  assert.deepEqual(shelf.keys(), []);
  await chat.startOver();
  assert.deepEqual(said(chat), ['welcome']);
});

test('a deletion that does not reach the server loses nothing', async (context) => {
  const desk = await new Desk().open();
  const chat = talk(context, desk);
  await chat.open();
  await desk.close();

  await assert.rejects(chat.erase());

  assert.deepEqual([chat.phase, said(chat)], ['open', ['welcome']]);
});
