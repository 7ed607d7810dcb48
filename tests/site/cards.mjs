// Tests of what visitors do with a name: cards, posters, the shortlist, live generation. run.sh starts it, like site.mjs.

import assert from 'node:assert/strict';
import fs from 'node:fs';
import { browser, check, deal, finish, go, names, seen, shoot, site, sleep, test, texts, until, visit, wcagProblems } from './lib.mjs';

const hostile = fs.readFileSync(process.env.HOSTILE, 'utf8').trimEnd().split('\n');
const WIDTHS = [320, 768, 1440];
const sizeOf = (width) => ({ width, height: { 320: 640, 768: 1024, 1440: 900 }[width] });

setTimeout(() => {
  console.log('Bail out! The browser hangs.');
  process.exit(1);
}, 600_000).unref(); // a busy machine needs minutes

const starred = (page) => texts(page, '#list .name');
const star = (page, i) => page.click(`#names .star >> nth=${i}`);

async function openCard(page, i = 0) {
  await page.click(`#names .open >> nth=${i}`);
  await page.waitForSelector('dialog[open] .poster svg text');
}

async function download(page, button) {
  const [file] = await Promise.all([page.waitForEvent('download'), page.click(button)]);
  return { name: file.suggestedFilename(), data: fs.readFileSync(await file.path()) };
}

// ---- lists have addresses ----

await test('the address restores the list: after a reload, after going back, from a shared link', async () => {
  const page = await visit('/?style=house');
  const first = await names(page);
  const second = await deal(page, () => page.click('#more'));
  assert.match(page.url(), /\?style=house&seed=[0-9a-f]{16}$/);
  await go(page);
  assert.deepEqual(await names(page), second);
  assert.deepEqual(await deal(page, () => page.goBack()), first);
  assert.deepEqual(await deal(page, () => page.goForward()), second);
  await page.click('#share');
  await until('it says so', async () => await page.textContent('#share') === 'Link copied');
  const link = await page.evaluate(() => navigator.clipboard.readText());
  assert.deepEqual(await names(await visit(link.slice(site.length))), second);
});

await test('the list on screen can be downloaded as text and CSV', async () => {
  const page = await visit('/?verdict=any');
  const shown = await names(page);
  assert.deepEqual((await download(page, '#as-text')).data.toString().trimEnd().split('\n'), shown);
  const csv = (await download(page, '#as-csv')).data.toString();
  assert.match(csv, /^id,name,style,kind,verdict,bits_per_char,appeal\r\n/);
  assert.equal((await download(page, '#as-excel')).data.toString(), `\ufeff${csv}`);
});

await test('the first names are requested once', async () => {
  const before = seen.requests.length;
  const page = await visit('/');
  const [asked, shown] = await page.evaluate(() => [performance.getEntriesByType('resource').find(({ name }) => name.includes('/api/names')),
    performance.getEntriesByName('names')[0]].map((entry) => Math.round(entry.startTime)));
  console.log(`# the first names are asked for after ${asked} ms and on screen after ${shown} ms`);
  const modules = await page.evaluate(() => Math.min(...performance.getEntriesByType('resource')
    .filter(({ name }) => name.endsWith('/deal.js')).map(({ responseEnd }) => responseEnd)));
  assert.ok(asked < modules, 'they are asked for before the script is there');
  assert.equal(seen.requests.slice(before).filter((url) => url.includes('/api/names')).length, 1);
});

await test('the whole start page is below 60 KB over the wire', async () => {
  const page = await visit('/', { width: 1440, height: 3000 });
  await openCard(page);
  const sizes = await page.evaluate(() => [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')]
    .map(({ name, encodedBodySize }) => [name, encodedBodySize]));
  const sum = sizes.reduce((all, [, size]) => all + size, 0);
  console.log(`# ${sum} bytes in ${sizes.length} files`);
  assert.ok(sum > 10_000 && sum < 60_000, `${sum}`);
});

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
    === 'among 9 artists as of 31 January 2026, a small list: check before you use it');
  await page.keyboard.press('Escape');
  await page.waitForSelector('dialog', { state: 'detached' });
  assert.equal(await page.evaluate(() => document.activeElement.textContent), name);
});

await test('every look of the poster can be saved, as PNG and SVG', async () => {
  const page = await visit('/?verdict=any&style=hostile');
  for (let i = 0; i < hostile.length; i += 1) {
    await openCard(page, i);
    for (const look of await page.$$eval('[name=look]', (radios) => radios.map(({ value }) => value))) {
      await page.check(`[name=look][value="${look}"]`);
      const over = await page.$$eval('.poster text', (found) => found.map((one) => one.getBBox())
        .filter(({ x, width }) => x < -1 || x + width > 1081).length);
      assert.equal(over, 0, `${look} of ${await page.textContent('#card-name')} is wider than the poster`);
    }
    const svg = await download(page, 'text=Save as SVG');
    assert.equal(await page.evaluate((text) => new DOMParser().parseFromString(text, 'image/svg+xml').querySelector('parsererror'),
      svg.data.toString()), null);
    assert.doesNotMatch(svg.data.toString(), /<(img|script)/);
    const png = await download(page, 'text=Save as PNG');
    assert.equal(png.data.subarray(1, 4).toString(), 'PNG');
    assert.deepEqual([png.data.readUInt32BE(16), png.data.readUInt32BE(20)], [1080, 1080]);
    assert.ok(png.data.length > 10_000, 'it is no blank sheet');
    await page.click('dialog .close');
  }
  assert.deepEqual(seen.dialogs, []);
});

await test('the card has handles, and links that only the visitor opens', async () => {
  const page = await visit('/?starts=wandering+e');
  await openCard(page);
  assert.deepEqual((await texts(page, '.kit code')).slice(0, 2), ['wanderingengine', 'wandering_engine']);
  const links = await page.$$eval('.kit a', (found) => found.map(({ href, rel, target }) => [new URL(href).hostname, rel, target]));
  assert.deepEqual(links.map(([host]) => host),
    ['soundcloud.com', 'wanderingengine.bandcamp.com', 'www.instagram.com', 'lookup.icann.org', 'duckduckgo.com']);
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

await test('names are compared side by side and checked again', async () => {
  const page = await visit('/');
  for (const i of [0, 1]) await star(page, i);
  await go(page, '/shortlist.html');
  assert.equal(await page.isVisible('#compare'), false);
  await page.check('[data-what=compare] >> nth=0');
  await page.check('[data-what=compare] >> nth=1');
  assert.equal(await page.locator('#columns article').count(), 2);
  await page.click('#recheck');
  await until('the status shows it', async () => /^Checked again/.test(await page.textContent('#status')));
});

await test('a shared link shows hostile names as text, and no part of it reaches the server', async () => {
  const page = await visit('/');
  await page.evaluate((list) => localStorage.setItem('stagename.shortlist', JSON.stringify({ version: 1, names: list.map((name) => ({ name })) })), hostile);
  await go(page, '/shortlist.html');
  assert.deepEqual(await starred(page), hostile);
  await page.click('#share');
  await until('the status shows it', async () => /^Link copied/.test(await page.textContent('#status')));
  const link = await page.evaluate(() => navigator.clipboard.readText());
  const other = await visit(link.slice(site.length));
  assert.deepEqual(await texts(other, '.shared li'), hostile);
  assert.deepEqual(await starred(other), []);
  await other.click('text=Put them on my shortlist');
  assert.deepEqual(await starred(other), hostile);
  assert.equal(await other.locator('main :is(img, script, b, iframe)').count(), 0);
  assert.ok(seen.requests.every((url) => !url.startsWith(site) || !decodeURIComponent(url.split('#')[0]).includes('onerror')));
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
    Boolean(await caches.match('/words.js')) && Boolean(navigator.serviceWorker.controller)));
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

await test('all files that the pages need are cached', async () => {
  const kept = (await (await fetch(`${site}/sw.js`)).text()).match(/'\/[^']*'/g).map((path) => path.slice(2, -1));
  const others = ['404.html', 'api.jq', 'index.html', 'openapi.json', 'robots.txt', 'social.png', 'sw.js'];
  const files = fs.readdirSync(process.env.WWW).filter((file) => !others.includes(file));
  assert.deepEqual(kept.filter(Boolean).filter((file) => file !== 'sw.js').sort(), files.sort());
});

// ---- live generation ----

await test('names are generated live, also ones like a given name', async () => {
  const page = await visit('/?starts=velvet');
  await openCard(page);
  await page.click('text=More like this');
  await page.waitForSelector('#invented .row .open');
  assert.equal(await page.inputValue('#prefix'), 'Vel');
  const made = await texts(page, '#invented .open');
  assert.ok(made.length > 0 && made.every((name) => name.startsWith('Vel')), made);
  await until('the heats are shown', async () => (await page.locator('#heats li').count()) === 3);
  await page.fill('#temperature', '1.5');
  await until('other names came', async () => JSON.stringify(await texts(page, '#invented .open')) !== JSON.stringify(made));
});

await test('a taken idea gets free suggestions with the same beginning', async () => {
  const page = await visit('/');
  await check(page, 'Kraftwerk');
  await page.waitForSelector('.variants .link');
  const variants = await texts(page, '.variants .link');
  assert.ok(variants.every((name) => name.startsWith('Kraft')), variants);
  await page.click('.variants .link >> nth=0');
  await until('it is checked', async () => await page.textContent('.asked') === variants[0]);
  assert.match(await page.textContent('#answer'), /Free/);
});

// ---- appearance ----

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
