import assert from 'node:assert/strict';
import { test } from 'node:test';

import { FrameCutter, framesOf, type Frame } from '../src/talk/frames.ts';

const STREAM =
  ': open\n\nid: 4\nevent: message\ndata: {"position":4}\n\n: \n\nevent: bye\ndata: {}\n\ndata: a\ndata: b\n\n';
const FRAMES: Frame[] = [
  { event: 'message', data: '{"position":4}' },
  { event: 'bye', data: '{}' },
  { event: 'message', data: 'a\nb' },
];

test('frames are the same however the stream is cut', () => {
  for (const size of [1, 2, 3, 7, 1000]) {
    const cutter = new FrameCutter();
    const frames: Frame[] = [];
    for (let at = 0; at < STREAM.length; at += size) frames.push(...cutter.push(STREAM.slice(at, at + size)));
    assert.deepEqual(frames, FRAMES, `portions of ${size}`);
  }
});

test('lines may end as on Windows', () => {
  assert.deepEqual(new FrameCutter().push(STREAM.replaceAll('\n', '\r\n')), FRAMES);
});

test('characters cut in half by the network are put together, and heartbeats count as life', async () => {
  const bytes = new TextEncoder().encode('data: 转账\n\n: \n\n');
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      for (const byte of bytes) controller.enqueue(Uint8Array.of(byte));
      controller.close();
    },
  });
  let signs = 0;

  const frames: Frame[] = [];
  for await (const frame of framesOf(body, () => (signs += 1))) frames.push(frame);

  assert.deepEqual(frames, [{ event: 'message', data: '转账' }]);
  assert.equal(signs, bytes.length);
});
