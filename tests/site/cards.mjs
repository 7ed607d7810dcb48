// Tests of what visitors do with a name: cards, posters, the shortlist, live generation. run.sh starts it, like site.mjs.

import assert from 'node:assert/strict';
import fs from 'node:fs';
import {
  WIDTHS, browser, check, deal, download, finish, go, hostile, limitTime, names, openCard, seen, shoot, site, sizeOf, sleep, star, starred,
  test, texts, until, visit, wcagProblems,
} from './lib.mjs';

limitTime(600_000);

await test('every filter of the sentence narrows the list', async () => {
  const page = await visit('/');
  await deal(page, () => page.selectOption('#words', '2'));
  await deal(page, () => page.fill('#ends', 'n'));
  const found = await deal(page, () => page.fill('#contains', 'bea'));
  assert.ok(found.length > 0);
  for (const name of found) assert.match(name, /Bea.*n$/i);
  assert.match(await page.textContent('#status'), /./);
  await deal(page, () => page.selectOption('#weird', 'high'));
  assert.match(page.url(), /words=2&ends=n&contains=bea&weird=high/);
});

await test('in a narrow window the rest of the sentence unfolds', async () => {
  const page = await visit('/', sizeOf(320));
  assert.equal(await page.isVisible('#words'), false);
  await page.click('#unfold');
  assert.equal(await page.isVisible('#words'), true);
  assert.equal(await page.evaluate(() => document.activeElement.id), 'words');
});

await test('without JavaScript the form and the check box lead to pages', async () => {
  const page = await (await browser.newContext({ javaScriptEnabled: false })).newPage();
  await page.goto(site);
  await page.selectOption('#verdict', 'any');
  await page.selectOption('#words', '2');
  await page.click('.plain'); // the browser's text search ignores noscript
  const first = await page.locator('.plain-names a').allTextContents();
  assert.equal(first.length, 10);
  assert.ok(first.every((name) => name.split(' ').length === 2), first);
  await page.click('text=More');
  assert.notDeepEqual(await page.locator('.plain-names a').allTextContents(), first);
  await page.click('.plain-names a >> nth=0');
  assert.match(await page.textContent('main'), /Something wrong with it/);
  await page.goto(site);
  await page.fill('#idea', 'Kraftwark');
  await page.click('#ask button');
  assert.match(await page.textContent('main'), /Close Near a real artist’s name.*1 letter from Kraftwerk/s);
});

// ---- the card ----

await test('a name opens its card, and Esc leads back', async () => {
  const page = await visit('/?verdict=close');
  const [name] = await names(page);
  await page.focus('#names .open');
  await page.keyboard.press('Enter');
  await page.waitForSelector('dialog[open]');
  assert.equal(await page.textContent('#card-name'), name);
  assert.equal(await page.locator('dialog .card-verdict .neighbour').count() > 0, true);
  await until('it says what it was compared with', async () => await page.textContent('dialog .when')
    === 'among 9 artists as of 31 January 2026, a small list: search before you use the name');
  await page.keyboard.press('Escape');
  await page.waitForSelector('dialog', { state: 'detached' });
  assert.equal(await page.evaluate(() => document.activeElement.textContent), name);
});

await test('the card has handles, and links that only the visitor opens', async () => {
  const page = await visit('/?starts=wandering+e');
  await openCard(page);
  assert.deepEqual((await texts(page, '.kit code')).slice(0, 2), ['wanderingengine', 'wandering_engine']);
  const links = await page.$$eval('.kit a', (found) => found.map(({ href, rel, target }) => [new URL(href).hostname, rel, target]));
  assert.deepEqual(links.map(([host]) => host),
    ['open.spotify.com', 'music.apple.com', 'soundcloud.com', 'bandcamp.com', 'www.youtube.com', 'www.discogs.com', 'musicbrainz.org',
      'lookup.icann.org']);
  assert.ok(links.every(([, rel, target]) => rel === 'noopener noreferrer' && target === '_blank'));
  assert.match(await page.textContent('.kit'), /We don’t know whether a handle is free/);
});

await test('a report takes two taps and can be undone', async () => {
  const page = await visit('/');
  const sent = [];
  page.on('request', (request) => { if (request.method() === 'POST') sent.push(request.postData()); });
  await openCard(page);
  await page.click('text=Report this name');
  await page.click('text=offensive');
  assert.match(await page.textContent('.report'), /^Thank you\./);
  await page.click('.report >> text=Undo');
  await sleep(6500);
  assert.deepEqual(sent, []);
  await page.click('text=Report this name');
  await page.click('text=not a name');
  await until('it is sent', () => sent.length === 1);
  assert.deepEqual(sent, ['why=not+a+name']);
  await until('the status shows it', async () => await page.textContent('.report') === 'Reported. Thank you.');
});

await test('a pending report is sent when the page is left', async () => {
  const reports = async () => (await (await fetch(`${site}/metrics`)).text()).match(/report",status="202"} (\d+)/)?.[1] ?? '0';
  const before = await reports();
  const page = await visit('/');
  await openCard(page);
  await page.click('text=Report this name');
  await page.click('text=offensive');
  await page.goto(`${site}/about.html`);
  await until('it is counted', async () => await reports() === `${Number(before) + 1}`);
});

// ---- the shortlist ----

await test('starred names are on the shortlist, with notes, in any order, after a reload too', async () => {
  const page = await visit('/');
  const shown = await names(page);
  for (const i of [0, 1, 2]) await star(page, i);
  assert.equal(await page.textContent('#starred'), ' (3)');
  await star(page, 1);
  await go(page, '/shortlist.html');
  assert.deepEqual(await starred(page), [shown[0], shown[2]]);
  await page.fill('.note >> nth=1', 'for the <b>side</b> project');
  await page.click('[data-what=up] >> nth=1');
  assert.deepEqual(await starred(page), [shown[2], shown[0]]);
  assert.equal(await page.evaluate(() => document.activeElement.dataset.what), 'up', 'the focus stays on the button');
  await go(page);
  assert.deepEqual(await starred(page), [shown[2], shown[0]]);
  assert.equal(await page.inputValue('.note >> nth=0'), 'for the <b>side</b> project');
  await page.click('[data-what=remove] >> nth=0');
  assert.deepEqual(await starred(page), [shown[0]]);
  await page.click('text=Undo');
  assert.deepEqual(await starred(page), [shown[2], shown[0]]);
  const text = await download(page, '#save-text');
  assert.equal(text.data.toString(), `${shown[2]}\tfor the <b>side</b> project\n${shown[0]}\n`);
  await page.fill('.note >> nth=0', '=1+"1"');
  const rows = async (button) => (await download(page, button)).data.toString().split('\r\n');
  const [header, first, ...rest] = await rows('#save-csv');
  assert.equal(header, 'name,verdict,style,kind,note');
  assert.ok(first.endsWith(',"=1+""1"""'), first);
  assert.deepEqual([rest.length, rest[1]], [2, '']);
  assert.deepEqual(await rows('#save-excel'), [`\ufeff${header}`, first.replace('"=1', '"\'=1'), ...rest]);
  await page.click('#copy-all');
  assert.match(await page.evaluate(() => navigator.clipboard.readText()), /=1\+"1"/);
});

await test('names stand side by side, and are checked again', async () => {
  const page = await visit('/', { expects: 405 });
  for (const i of [0, 1]) await star(page, i);
  await go(page, '/shortlist.html');
  assert.equal(await page.isVisible('#compare'), false);
  await page.check('[data-what=compare] >> nth=0');
  await page.check('[data-what=compare] >> nth=1');
  assert.equal(await page.locator('#columns article').count(), 2);
  await page.click('#recheck');
  await until('the status shows it', async () => /^Checked again/.test(await page.textContent('#status')));
});

await test('a shared link holds hostile names as text, and they reach the server only to be judged', async () => {
  const page = await visit('/');
  await page.evaluate((list) => localStorage.setItem('stagename.shortlist', JSON.stringify({ version: 1, names: list.map((name) => ({ name })) })), hostile);
  await go(page, '/shortlist.html');
  assert.deepEqual(await starred(page), hostile);
  await page.click('#share');
  await until('the status shows it', async () => /^Link copied/.test(await page.textContent('#status')));
  const link = await page.evaluate(() => navigator.clipboard.readText());
  const other = await visit(link.slice(site.length), { expects: 405 });
  assert.deepEqual(await texts(other, '.shared-name'), hostile);
  assert.deepEqual(await starred(other), []);
  await other.click('text=Put them on my shortlist');
  assert.deepEqual(await starred(other), hostile);
  assert.equal(await other.locator('main :is(img, script, b, iframe)').count(), 0);
  assert.ok(seen.requests.every((url) => !url.startsWith(site) || url.startsWith(`${site}/api/check`) || !decodeURIComponent(url.split('#')[0]).includes('onerror')));
  for (const broken of ['#names=%', '#names=', '#names=,,']) {
    assert.match(await (await visit(`/shortlist.html${broken}`)).textContent('#shared'), /holds no names that could be read/);
  }
});

for (const [what, breakIt] of [
  ['off', () => Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('off', 'SecurityError'); } })],
  ['full', () => { Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError'); }; }],
]) {
  await test(`with a storage that is ${what}, names are kept until the page is left`, async () => {
    const page = await visit('/');
    await page.context().addInitScript(breakIt);
    await go(page, '/');
    await star(page, 0);
    assert.equal(await page.textContent('#starred'), ' (1)');
    await until('it is said', async () => /this browser stores nothing/.test(await page.textContent('#spoken')));
  });
}

await test('invalid data in the storage gives an empty list', async () => {
  const page = await visit('/');
  for (const garbage of ['{', '[]', 'null', '{"version":1,"names":"x"}', '{"version":1,"names":[null,{"name":7},{"name":"  "}]}', '{"version":9}']) {
    await page.evaluate((text) => localStorage.setItem('stagename.shortlist', text), garbage);
    await go(page, '/shortlist.html');
    assert.deepEqual(await starred(page), [], garbage);
  }
});

await test('without a connection the shortlist opens, and the start page shows an error', async () => {
  const page = await visit('/', { offline: true });
  const [name] = await names(page);
  await star(page, 0);
  await until('the files are kept', () => page.evaluate(async () =>
    Boolean(await caches.match('/shortlist.html')) && Boolean(navigator.serviceWorker.controller)));
  await page.context().setOffline(true);
  const complaints = seen.complaints.length;
  await page.goto(`${site}/shortlist.html`);
  assert.deepEqual(await starred(page), [name]);
  await page.goto(`${site}/?style=jazz`);
  await page.waitForSelector('#status .retry');
  assert.match(await page.textContent('#status'), /^The server could not be reached\./);
  await page.context().setOffline(false);
  assert.equal((await deal(page, () => page.click('#status .retry'))).length, 10);
  assert.ok(seen.complaints.splice(complaints).every((what) => /ERR_INTERNET_DISCONNECTED|ERR_FAILED/.test(what)));
});

// ---- names made up live ----

await test('names are made up live, and the examples are free names with their verdict', async () => {
  const page = await visit('/');
  await page.fill('#prefix', 'Vel');
  await page.waitForSelector('#invented .row .open');
  const made = await texts(page, '#invented .open');
  assert.ok(made.length > 0 && made.every((name) => name.startsWith('Vel')), made);
  await page.locator('#invent').scrollIntoViewIfNeeded();
  await until('the heats are shown', async () => (await page.locator('#heats li').count()) === 3);
  assert.deepEqual([...new Set(await texts(page, '#heats .badge'))], ['Not in our list']);
  assert.equal(await page.getAttribute('#temperature', 'aria-valuetext'), 'fresh, 0.8');
  await page.fill('#temperature', '1.5');
  assert.equal(await page.getAttribute('#temperature', 'aria-valuetext'), 'strange, 1.5');
  await until('other names came', async () => JSON.stringify(await texts(page, '#invented .open')) !== JSON.stringify(made));
});

// ---- how it looks ----

for (const [path, state] of [['/?verdict=any', 'card'], ['/shortlist.html', 'shortlist'], ['/names?verdict=any', 'plain'], ['/n/1', 'own']]) {
  await test(`the ${state} page meets WCAG 2.2 AA and fits, light and dark`, async () => {
    const page = await visit('/?verdict=any');
    for (const i of [0, 1, 2]) await star(page, i);
    await go(page, path);
    if (state === 'card') await openCard(page);
    if (state === 'shortlist') for (const i of [0, 1]) await page.check(`[data-what=compare] >> nth=${i}`);
    for (const colorScheme of ['light', 'dark']) {
      await page.emulateMedia({ colorScheme });
      for (const width of WIDTHS) {
        await page.setViewportSize(sizeOf(width));
        assert.deepEqual(await wcagProblems(page), [], `${colorScheme} at ${width}`);
        const over = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
        assert.ok(over <= 0, `${over} pixels too wide at ${width}`);
        await shoot(page, `${state}-${colorScheme}-${width}`);
      }
    }
  });
}

await test('live generation meets WCAG 2.2 AA', async () => {
  const page = await visit('/');
  await page.fill('#prefix', 'Ka');
  await page.waitForSelector('#invented .row .open');
  for (const colorScheme of ['light', 'dark']) {
    await page.emulateMedia({ colorScheme });
    for (const width of WIDTHS) {
      await page.setViewportSize(sizeOf(width));
      await page.evaluate(() => document.getElementById('invent').scrollIntoView());
      assert.deepEqual(await wcagProblems(page), [], `${colorScheme} at ${width}`);
      await shoot(page, `live-${colorScheme}-${width}`);
    }
  }
});

await test('no request went to another host, no policy was violated, the console stayed empty', async () => {
  assert.deepEqual(seen.requests.filter((url) => /^https?:/.test(url) && new URL(url).origin !== site), []);
  assert.deepEqual([...new Set(seen.complaints)], []);
});

await finish();
