import assert from 'node:assert/strict';
import { test } from 'node:test';

import { openReplies } from '../src/talk/replies.ts';
import { Transcript } from '../src/talk/transcript.ts';
import { isWayOut, readEvent, readEvents, type ChatEvent } from '../src/talk/wire.ts';

const at = (position: number, kind: 'user' | 'bot' = 'bot', more: object = {}): ChatEvent =>
  readEvent({ position, kind, at: '2026-11-22T10:00:00Z', text: `t${position}`, ...more }) as ChatEvent;

test('events are shown once and in order, however they arrive', () => {
  const transcript = new Transcript();

  assert.equal(transcript.add([at(3), at(1)]), true);
  assert.equal(transcript.add([at(2), at(3)]), true);
  assert.equal(transcript.add([at(2)]), false);

  assert.deepEqual(
    transcript.events.map((event) => event.position),
    [1, 2, 3],
  );
});

test('a gap is noticed, and the stream goes on from before it', () => {
  const transcript = new Transcript();
  transcript.add([at(41), at(42), at(45)]);

  assert.equal(transcript.hasGap, true);
  assert.equal(transcript.contiguous, 42);

  transcript.add([at(43), at(44)]);
  assert.equal(transcript.hasGap, false);
  assert.equal(transcript.contiguous, 45);
});

test('an event without the agreed form is left out', () => {
  const bad = [
    null,
    7,
    'x',
    {},
    { position: 0, kind: 'bot' },
    { position: 1.5, kind: 'bot' },
    { position: 1, kind: 'system' },
  ];

  assert.deepEqual(readEvents(bad), []);
  assert.deepEqual(readEvents({ events: [] }), []);
});

test('fields of the wrong type become empty ones', () => {
  const event = at(1, 'bot', {
    text: { html: 1 },
    buttons: [{ title: 1, payload: 'p' }, { title: 't', payload: 'p' }, null],
    hidden: 'x',
  });

  assert.equal(event.text, '');
  assert.deepEqual(event.buttons, [{ title: 't', payload: 'p' }]);
  assert.equal(event.hidden, '');
});

test('a file keeps the last part of its name and ends in .txt', () => {
  const name = (file: unknown) => at(1, 'bot', { file }).file?.name;

  assert.equal(name('evidence-2026.txt'), 'evidence-2026.txt');
  assert.equal(name({ name: '../../etc/passwd', text: 'x' }), 'passwd.txt');
  assert.equal(name({ name: '证据\u202Etxt.exe', text: 'x' }), '证据txt.exe.txt');
  assert.equal(at(1, 'bot', { file: { name: 'a.txt', text: 'own' } }).file?.text, 'own');
  assert.equal(at(1, 'bot', { file: 'a.txt' }).file?.text, 't1');
});

test('a way out is told from an answer', () => {
  const button = (payload: string) => isWayOut({ title: 't', payload });

  assert.equal(button('/press{"s":"move","v":"back","n":"1"}'), true);
  assert.equal(button('/press{"s":"transfer_pending.ask_side","v":"move","n":"1"}'), false);
  assert.equal(button('/press{broken'), false);
  assert.equal(button('/restart'), false);
});

test('only the buttons of the very last thing said can be pressed', () => {
  const buttons = [{ title: 'Yes', payload: '/press{}' }];
  const asked = at(2, 'bot', { buttons });

  assert.deepEqual(openReplies([at(1), asked], [at(1), asked], []), buttons);
  assert.deepEqual(openReplies([at(1), asked], [at(1)], []), []);
  assert.deepEqual(openReplies([asked, at(3, 'user')], [asked, at(3, 'user')], []), []);
  const pending = { id: 'x', text: 'Yes', payload: '', language: '', madeAt: 0, state: 'sending', tries: 0 } as const;
  assert.deepEqual(openReplies([asked], [asked], [pending]), []);
});
