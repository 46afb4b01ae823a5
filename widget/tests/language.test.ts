import assert from 'node:assert/strict';
import { test } from 'node:test';

import { decide, fromBrowser } from '../src/words/language.ts';

test('the script of Chinese follows the region where no script is named', () => {
  for (const tag of ['zh-TW', 'zh-HK', 'zh-MO', 'zh-Hant', 'zh-Hant-CN', 'ZH_tw'])
    assert.equal(fromBrowser([tag]), 'zh-Hant', tag);
  for (const tag of ['zh', 'zh-CN', 'zh-SG', 'zh-Hans-TW', 'zh-Hans']) assert.equal(fromBrowser([tag]), 'zh-Hans', tag);
});

test('the first language we speak wins, and English where there is none', () => {
  assert.equal(fromBrowser(['de-DE', 'zh-TW', 'en']), 'zh-Hant');
  assert.equal(fromBrowser(['en-GB', 'zh-CN']), 'en');
  assert.equal(fromBrowser(['de', 'fr']), 'en');
  assert.equal(fromBrowser([]), 'en');
});

test('a switch by hand goes before the page, the page before the browser', () => {
  assert.equal(decide('zh-Hant', 'en', ['zh-CN']), 'zh-Hant');
  assert.equal(decide(null, 'en', ['zh-CN']), 'en');
  assert.equal(decide('klingon', 'auto', ['zh-CN']), 'zh-Hans');
});
