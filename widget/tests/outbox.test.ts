import assert from 'node:assert/strict';
import { test } from 'node:test';

import { backoff } from '../src/talk/backoff.ts';
import { Outbox } from '../src/talk/outbox.ts';
import { MemoryShelf } from '../src/talk/shelf.ts';

test('what is not acknowledged is there again after a reload, in order and with the same ids', () => {
  const shelf = new MemoryShelf();
  const before = new Outbox(shelf);
  const first = before.add('转账没到', '', '');
  const second = before.add('Yes', '/press{"s":"a","v":"b","n":"1"}', 'en');
  before.remove(first.id);
  const third = before.add('hello', '', '');

  const after = new Outbox(shelf);

  assert.deepEqual(new Set(after.entries.map((entry) => entry.id)), new Set([second.id, third.id]));
  const again = after.entries.find((entry) => entry.id === second.id);
  assert.deepEqual([again?.payload, again?.language, again?.state], [second.payload, 'en', 'waiting']);
});

test('ids are what the server takes, and never twice the same', () => {
  const outbox = new Outbox(new MemoryShelf());
  const ids = Array.from({ length: 50 }, () => outbox.add('x', '', '').id);

  assert.equal(new Set(ids).size, 50);
  for (const id of ids) assert.match(id, /^[A-Za-z0-9_-]{8,64}$/);
});

test('a message refused for good does not hold up the next one', () => {
  const outbox = new Outbox(new MemoryShelf());
  const first = outbox.add('a', '', '');
  const second = outbox.add('b', '', '');

  first.state = 'refused';

  assert.equal(outbox.next()?.id, second.id);
});

test('in a new conversation a button of the old one is sent as the words on it', () => {
  const shelf = new MemoryShelf();
  const outbox = new Outbox(shelf);
  outbox.add('From an exchange', '/press{"s":"a","v":"b","n":"1"}', '');

  outbox.turnButtonsIntoWords();

  assert.equal(outbox.next()?.payload, '');
  assert.equal(new Outbox(shelf).next()?.text, 'From an exchange');
});

test('what lies on the shelf in another form is ignored', () => {
  const shelf = new MemoryShelf();
  shelf.set('out:1', 'not json');
  shelf.set('out:2', '{"text":7}');

  assert.deepEqual(new Outbox(shelf).entries, []);
});

test('waits grow up to a quarter of a minute and are never shorter than half of it', () => {
  assert.deepEqual(
    [1, 2, 3, 4, 5, 6, 20].map((tries) => backoff(tries, () => 1)),
    [1e3, 2e3, 4e3, 8e3, 15e3, 15e3, 15e3],
  );
  assert.equal(
    backoff(6, () => 0),
    7_500,
  );
});
