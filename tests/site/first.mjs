// The first visit: names without JavaScript, nothing asked for twice, nothing that moves, and how much it loads.

import assert from 'node:assert/strict';
import { browser, finish, go, limitTime, names, openCard, seen, site, sleep, test, texts, visit } from './lib.mjs';

limitTime(600_000);

const isModule = (url) => /\/a\/[0-9a-f]+\/[^/]*\.js$/.test(url.pathname);
const askedNames = (before) => seen.requests.slice(before).filter((url) => url.includes('/api/names?n=10'));

/** What the rows say; the badge with its shape. */
const rowsOf = (page) => page.$$eval('#names .row', (rows) => rows.map((row) => [
  row.querySelector('.name')?.textContent, row.querySelector('.name')?.dataset.size, row.querySelector('.badge')?.outerHTML,
  row.querySelector('.verdict')?.textContent, row.querySelector('.style')?.textContent]));

await test('ten names are there without JavaScript, and lead to their pages', async () => {
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto(`${site}/?style=jazz`);
  const shown = await names(page);
  assert.equal(shown.length, 10);
  assert.match((await texts(page, '.row .style')).join(), /^((\w[\w ]*, )?jazz,?){10}$/);
  await page.click('#names .open >> nth=3');
  assert.match(page.url(), /\/n\/\d+$/);
  assert.equal(await page.textContent('h1'), shown[3]);
});

await test('JavaScript takes over the names that are there and asks for no others', async () => {
  for (const path of ['/', '/?style=hip+hop&kind=dj', '/?style=hostile&verdict=any', '/?starts=velvet+q', '/?starts=zz']) {
    const before = seen.requests.length;
    const page = await visit('/about.html');
    let release;
    const released = new Promise((done) => { release = done; });
    await page.route(isModule, (route) => released.then(() => route.continue()));
    await page.goto(`${site}${path}`, { waitUntil: 'commit' });
    await page.waitForSelector('#first', { state: 'attached' });
    const there = await rowsOf(page);
    await page.evaluate(() => { window.name0 = document.querySelector('#names .name'); });
    release();
    await page.waitForFunction(() => performance.getEntriesByName('names').length > 0);
    assert.deepEqual(await rowsOf(page), there, path);
    assert.ok(await page.evaluate(() => window.name0 === document.querySelector('#names .name')), 'the element stays');
    assert.deepEqual(askedNames(before), [], path);
    assert.equal(page.url(), `${site}${path}`);
    await page.context().close();
  }
});

await test('names that came for another address are not shown', async () => {
  const page = await visit('/about.html');
  const other = await (await fetch(`${site}/?style=rock`)).text();
  await page.route((url) => url.pathname === '/', (route) => route.fulfill({ body: other, contentType: 'text/html; charset=utf-8' }));
  await go(page, '/?style=jazz');
  assert.match((await texts(page, '.row .style')).join(), /^((\w[\w ]*, )?jazz,?){10}$/);
});

await test('nothing moves when JavaScript takes over', async () => {
  for (const width of [320, 768, 1440]) {
    const page = await visit('/about.html', { width });
    await page.route(isModule, async (route) => {
      await sleep(300);
      await route.continue();
    });
    await go(page, '/?verdict=any');
    const shifts = await page.evaluate(() => window.shifts);
    const sum = shifts.reduce((all, { value }) => all + value, 0);
    assert.ok(sum < 0.01, `at ${width}: ${sum} ${JSON.stringify(shifts)}`);
    assert.equal(await page.evaluate(() => document.getAnimations().length), 0);
    await page.context().close();
  }
});

// ---- how much, and how fast ----

await test('a first visit loads less than 60 KB', async () => {
  const page = await visit('/', { width: 1440, height: 3000 });
  await openCard(page);
  const sizes = await page.evaluate(() => [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')]
    .map(({ name, encodedBodySize }) => [name, encodedBodySize]));
  const sum = sizes.reduce((all, [, size]) => all + size, 0);
  console.log(`# ${sum} bytes in ${sizes.length} files, with a card`);
  assert.ok(sum > 10_000 && sum < 60_000, `${sum}`);
});

await test('names are on screen before the first module is there', async () => {
  for (const [line, latency, bytes, slowdown] of [['loopback', 0, -1, 1], ['slow 4G, CPU four times slower', 150, 1_600_000 / 8, 4]]) {
    const page = await visit('/nothing', { expects: 404 });
    const session = await page.context().newCDPSession(page);
    await session.send('Network.enable');
    await session.send('Network.setCacheDisabled', { cacheDisabled: true });
    await session.send('Network.emulateNetworkConditions', { offline: false, latency, downloadThroughput: bytes, uploadThroughput: bytes });
    await session.send('Emulation.setCPUThrottlingRate', { rate: slowdown });
    await page.addInitScript(() => {
      const look = () => {
        if (document.querySelectorAll('#names .open').length < 10) requestAnimationFrame(look);
        else performance.mark('rows');
      };
      look();
    });
    await page.goto(`${site}/`);
    const [rows, paint, taken] = await page.evaluate(() => [performance.getEntriesByName('rows'),
      performance.getEntriesByName('first-contentful-paint'), performance.getEntriesByName('names')]
      .map(([entry]) => Math.round(entry.startTime)));
    console.log(`# ${line}: names on screen after ${Math.max(rows, paint)} ms, JavaScript is there after ${taken} ms`);
    assert.ok(Math.max(rows, paint) <= taken);
    await page.context().close();
  }
});

await finish();
