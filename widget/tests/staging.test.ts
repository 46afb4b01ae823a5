import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';

import { readEvent, type ChatEvent } from '../src/talk/wire.ts';
import { Staging } from '../src/view/staging.ts';

const event = (position: number, kind: 'user' | 'bot'): ChatEvent =>
  readEvent({ position, kind, text: 'x' }) as ChatEvent;
const places = (events: readonly ChatEvent[]): number[] => events.map((each) => each.position);
const ANSWER = [event(1, 'user'), event(2, 'bot'), event(3, 'bot'), event(4, 'bot')];

test('the first bubble comes at once, the others one after another', async () => {
  let calls = 0;
  const staging = new Staging(() => (calls += 1), 10);

  assert.deepEqual(places(staging.visible(ANSWER, 0, false)), [1, 2]);
  assert.deepEqual(places(staging.visible(ANSWER, 0, false)), [1, 2]);
  await wait(30);
  assert.equal(calls, 1);
  assert.deepEqual(places(staging.visible(ANSWER, 0, false)), [1, 2, 3]);
  await wait(30);
  assert.deepEqual(places(staging.visible(ANSWER, 0, false)), [1, 2, 3, 4]);
});

test('what was there before, and everything where nothing shall move, is shown at once', () => {
  assert.deepEqual(places(new Staging(() => undefined).visible(ANSWER, 4, false)), [1, 2, 3, 4]);
  assert.deepEqual(places(new Staging(() => undefined).visible(ANSWER, 0, true)), [1, 2, 3, 4]);
});

test('a new conversation starts from its beginning', async () => {
  const staging = new Staging(() => undefined, 5);
  staging.visible(ANSWER, 0, true);

  assert.deepEqual(places(staging.visible([event(1, 'bot'), event(2, 'bot')], 0, false)), [1]);
  await wait(20);
});
