// The main path in Firefox: names, More, a card, the shortlist, a check, names from own words. run.sh starts it.

import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { endTests, limitTime, runTest, until } from '../tap.mjs';

const { SITE: site, MODULES, ARTIFACTS, FIREFOX } = process.env;
const puppeteer = createRequire(`${MODULES}/`)('puppeteer-core');

limitTime(300_000);

const browser = await puppeteer.launch({ browser: 'firefox', executablePath: FIREFOX, headless: true });
const complaints = [];
const pages = [];

async function visit(path, viewport = { width: 1280, height: 800 }) {
  const page = await browser.newPage();
  pages.push(page);
  page.setDefaultTimeout(20_000);
  page.on('console', (message) => complaints.push(`${page.url()}: ${message.text()}`));
  page.on('pageerror', (error) => complaints.push(`${page.url()}: ${error.stack}`));
  await page.setViewport(viewport);
  await page.goto(`${site}${path}`);
  return page;
}

const test = (behaviour, body) => runTest(behaviour, body, async () => {
  for (const page of pages.splice(0)) await page.close();
});
const texts = (page, selector) => page.$$eval(selector, (found) => found.map((one) => one.textContent));
const names = (page) => texts(page, '#names .name');
const text = (page, selector) => page.$eval(selector, (one) => one.textContent);
const press = async (page, selector) => (await page.waitForSelector(selector, { visible: true })).click();
const opened = (page) => page.waitForSelector('dialog[open]');
const closed = (page) => until('the card is closed', async () => !await page.$('dialog[open]'));

await test('ten names arrive, and More shows ten others', async () => {
  const page = await visit('/');
  const first = await names(page);
  assert.equal(first.length, 10);
  await page.waitForFunction(() => performance.getEntriesByName('names').length > 0);
  await press(page, '#more');
  await until('others are there', async () => (await names(page)).join() !== first.join());
  assert.equal(new Set(await names(page)).size, 10);
});

await test('a card opens, has an address, and Back and Escape close it', async () => {
  const page = await visit('/');
  const [first] = await names(page);
  await page.waitForFunction(() => performance.getEntriesByName('names').length > 0);
  await press(page, '#names .open');
  await opened(page);
  assert.equal(await text(page, 'dialog h2'), first);
  await page.screenshot({ path: `${ARTIFACTS}/firefox-card.png` });
  assert.notEqual(page.url(), `${site}/`);
  await page.goBack();
  await closed(page);
  await press(page, '#names .open');
  await opened(page);
  await page.keyboard.press('Escape');
  await closed(page);
  assert.equal((await names(page))[0], first);
});

await test('a starred name stays on the shortlist', async () => {
  const page = await visit('/');
  const [first] = await names(page);
  await page.waitForFunction(() => performance.getEntriesByName('names').length > 0);
  await press(page, '#names .star');
  await page.goto(`${site}/shortlist.html`);
  await until('it is there', async () => (await texts(page, '#list .name')).join() === first);
  await page.reload();
  await until('it is still there', async () => (await texts(page, '#list .name')).join() === first);
});

await test('an idea gets its verdict while it is typed', async () => {
  const page = await visit('/');
  await page.type('#idea', 'Kraftwark');
  await until('the verdict is there', async () => /close.*Kraftwerk/is.test(await text(page, '#answer')));
});

await test('names are made from own words', async () => {
  const page = await visit('/');
  await page.waitForSelector('#with:not([disabled])');
  await page.type('#with', 'neon');
  await until('they are there', async () => {
    const made = await names(page);
    return made.length > 0 && made.every((name) => /neon/i.test(name));
  });
});

await test('a phone shows the names, and nothing is wider than its screen', async () => {
  const page = await visit('/', { width: 390, height: 844 });
  assert.equal((await names(page)).length, 10);
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  assert.ok(overflow <= 0, `${overflow} px wider than the screen`);
  await page.screenshot({ path: `${ARTIFACTS}/firefox-390.png` });
});

await test('the page of a name opens without the start page', async () => {
  const { names: [{ id, name }] } = await (await fetch(`${site}/api/names?n=1`)).json();
  const page = await visit(`/n/${id}`);
  assert.equal(await text(page, 'h1'), name);
});

await test('Firefox reports no error and no violated policy', async () => {
  assert.deepEqual([...new Set(complaints)], []);
});

await endTests(() => browser.close());
