// An update of the site while visitors have it open, at each stage. run.sh publishes the versions.

import assert from 'node:assert/strict';
import fs from 'node:fs';
import { deal, finish, go, limitTime, names, order, seen, site, test, until, visit } from './lib.mjs';

limitTime(600_000);

const versionOf = (page) => page.evaluate(() => document.documentElement.dataset.version ?? 'first');
const folderOf = (text) => text.match(/"(\/a\/[0-9a-f]{16})\/main\.js"/)[1];
const startPage = async () => (await fetch(`${site}/`)).text();
const first = folderOf(await startPage());

/** Does something after the update; the site is the first version again then, with no other one. */
async function updated(body) {
  order('update');
  try {
    await body(folderOf(await startPage()));
  } finally {
    order('restore');
    order('forget');
  }
}

await test('a page that is open during an update continues to work', async () => {
  const page = await visit('/');
  await updated(async (next) => {
    assert.notEqual(next, first);
    const before = seen.requests.length;
    await page.click('#names .open >> nth=0');
    await page.waitForSelector('dialog[open]');
    await page.keyboard.press('Escape');
    assert.equal((await deal(page, () => page.click('#more'))).length, 10);
    assert.deepEqual(seen.requests.slice(before).filter((url) => url.includes(next)), [], 'with its own files only');
    assert.equal(await versionOf(page), 'first');
    await go(page);
    assert.equal(await versionOf(page), 'next');
  });
});

await test('a new page takes no file of the version that the browser keeps', async () => {
  const page = await visit('/');
  await go(page);
  await updated(async (next) => {
    const before = seen.requests.length;
    await go(page, '/');
    assert.equal(await versionOf(page), 'next');
    const files = seen.requests.slice(before).filter((url) => url.includes('/a/'));
    assert.ok(files.length > 5);
    assert.deepEqual(files.filter((url) => !url.includes(next)), []);
  });
});

await test('a page whose version is gone loads itself again, with the same names', async () => {
  const page = await visit('/', { expects: 404 });
  const shown = await names(page);
  await updated(async () => {
    order('forget');
    await page.click('#names .open >> nth=0');
    await until('the new version is there', async () => await versionOf(page).catch(() => '') === 'next');
    assert.deepEqual(await names(page), shown);
    await page.click('#names .open >> nth=0');
    await page.waitForSelector('dialog[open]');
  });
});

await test('a page that stays old loads itself again once and no more', async () => {
  const old = await startPage();
  const page = await visit('/about.html', { expects: 404 });
  let loaded = 0;
  await updated(async () => {
    order('forget');
    await page.route((url) => url.pathname === '/', (route) => {
      if (route.request().isNavigationRequest()) loaded += 1;
      return route.fulfill({ body: old.replace('<html', `<html data-load="${loaded}"`), contentType: 'text/html; charset=utf-8' });
    });
    const loadOf = () => page.evaluate(() => document.readyState === 'complete' && document.documentElement.dataset.load);
    await page.goto(`${site}/`, { waitUntil: 'commit' }); // go() would run code in a page that is about to be replaced
    await until('it was loaded again', async () => await loadOf().catch(() => '') === '2');
    await go(page);
    assert.equal(loaded, 3, 'the reload of the visitor is the last one');
    await page.unroute((url) => url.pathname === '/');
    await page.unrouteAll();
    await go(page, '/');
    assert.equal(await versionOf(page), 'next');
  });
});

await test('the service worker of the version before shows the new one, and its own without a connection', async () => {
  const page = await visit('/', { offline: true });
  const controlled = (one) => one.evaluate(() => Boolean(navigator.serviceWorker.controller));
  const kept = (one) => one.evaluate(() => caches.keys());
  await until('the worker is in charge', () => controlled(page));
  assert.deepEqual(await kept(page), [first]);
  await updated(async (next) => {
    await go(page, '/');
    assert.equal(await versionOf(page), 'next');
    await until('the new one waits', () => page.evaluate(async () => Boolean((await navigator.serviceWorker.getRegistration())?.waiting)));
    assert.deepEqual((await kept(page)).sort(), [first, next].sort());
    const context = page.context();
    await context.setOffline(true);
    const complaints = seen.complaints.length;
    await page.goto(`${site}/shortlist.html`);
    assert.equal(folderOf((await page.content()).replace('shortlist.js', 'main.js')), first);
    await page.waitForSelector('#kept');
    await context.setOffline(false);
    assert.ok(seen.complaints.splice(complaints).every((what) => /ERR_INTERNET_DISCONNECTED|ERR_FAILED/.test(what)));
    await page.close();
    const later = await context.newPage();
    await until('only the new version is kept', async () => {
      await later.goto(`${site}/`);
      return `${await kept(later)}` === next;
    });
    await context.setOffline(true);
    await later.goto(`${site}/shortlist.html`);
    assert.equal(folderOf((await later.content()).replace('shortlist.js', 'main.js')), next);
  });
});

await test('what is kept for the time without a connection is all that a version has', async () => {
  const worker = await (await fetch(`${site}/sw.js`)).text();
  const files = worker.match(/FILES = \[(.*)\]/)[1].match(/[^', ]+/g);
  assert.deepEqual(files.sort(), fs.readdirSync(`${process.env.WWW}${first}`).sort());
});

await finish();
