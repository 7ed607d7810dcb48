// Shared by the tests of the site in Chromium: a browser whose pages are watched, actions of a visitor, orders to run.sh.

import assert from 'node:assert/strict';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import { endTests, limitTime, runTest, sleep, until } from '../tap.mjs';

const { SITE: site, MODULES, ARTIFACTS, CHROMIUM } = process.env;
const require = createRequire(`${MODULES}/`);
const { chromium } = require('playwright-core');
const axeSource = fs.readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

export { limitTime, site, sleep, until };

// ---- results ----

/** Runs one test; the contexts that it opened are closed after it. */
export const test = (behaviour, body) => runTest(behaviour, body, async () => {
  for (const context of browser.contexts()) {
    seen.cookies.push(...await context.cookies());
    await context.close();
  }
});

export const finish = () => endTests(() => browser.close());

// ---- the browser ----

export const browser = await chromium.launch({
  executablePath: CHROMIUM,
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
    '--disable-component-update', '--disable-sync'],
});

/** Everything that pages did in all tests, for the guarantees that always hold. */
export const seen = { requests: [], complaints: [], dialogs: [], cookies: [] };

/** Opens a new page at an address. `expects` is an error status that the test expects. */
export async function visit(path, { width = 1440, height = 900, scheme = 'light', expects = 0, slow = 0, offline = false } = {}) {
  const context = await browser.newContext({
    viewport: { width, height },
    colorScheme: scheme,
    reducedMotion: 'reduce',
    serviceWorkers: offline ? 'allow' : 'block', // requests through a service worker can't be slowed down
    permissions: ['clipboard-read', 'clipboard-write'],
  });
  const page = await context.newPage();
  page.setDefaultTimeout(8000);
  watch(page, expects);
  await page.addInitScript(noteShiftsAndViolations);
  if (slow) {
    await page.route('**/api/**', async (route) => {
      await sleep(slow);
      await route.continue().catch(() => {}); // the page may have cancelled the request
    });
  }
  await page.route(/\/(n\/\d+|poster)\.(svg|png)\?/, picture);
  await go(page, path);
  return page;
}

/** Pictures are the server's own matter: here they are a square, so that only what is asked for is tested. */
function picture(route) {
  if (new URL(route.request().url()).pathname.endsWith('.png')) {
    return route.fulfill({ contentType: 'image/png', body: fs.readFileSync(`${process.env.WWW}/social.png`) });
  }
  return route.fulfill({ contentType: 'image/svg+xml', body: '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><rect width="9" height="9" fill="#ffd500"/></svg>' });
}

/** Answers requests to an address of the API in the server's place. */
export const mock = (page, pattern, body, status = 200) => page.route(pattern, (route) => route.fulfill({
  status, contentType: status < 400 ? 'application/json' : 'application/problem+json', body: JSON.stringify(body),
}));

/** Opens an address, or the same one again; back when all that the page asks for on arrival is on screen. */
export async function go(page, path) {
  const waiting = new Set();
  const ask = (request) => waiting.add(request);
  const done = (request) => waiting.delete(request);
  page.on('request', ask).on('requestfinished', done).on('requestfailed', done);
  await (path ? page.goto(`${site}${path}`) : page.reload());
  await until('nothing is asked for any more', () => waiting.size === 0);
  await page.evaluate(() => new Promise((drawn) => { requestAnimationFrame(() => setTimeout(drawn, 30)); }));
  page.off('request', ask).off('requestfinished', done).off('requestfailed', done);
}

function watch(page, expects) {
  const complain = (what) => seen.complaints.push(`${page.url()}: ${what}`);
  page.on('request', (request) => seen.requests.push(request.url()));
  page.on('pageerror', (error) => complain(error.stack));
  page.on('dialog', (dialog) => {
    seen.dialogs.push(dialog.message());
    dialog.dismiss();
  });
  page.on('console', (message) => {
    if (message.text() === 'Service Worker registration blocked by Playwright') return;
    if (expects && message.text().includes(`status of ${expects}`)) return;
    complain(message.text());
  });
  page.on('response', async (response) => {
    if (await response.headerValue('set-cookie').catch(() => null)) complain('a cookie was set');
  });
}

/** Runs in the page. */
function noteShiftsAndViolations() {
  window.shifts = [];
  new PerformanceObserver((list) => {
    for (const { value, hadRecentInput, sources } of list.getEntries()) {
      const what = sources.map(({ node }) => node?.className || node?.nodeName);
      if (!hadRecentInput) window.shifts.push({ value, what });
    }
  }).observe({ type: 'layout-shift', buffered: true });
  document.addEventListener('securitypolicyviolation', (event) => {
    console.error(`Content-Security-Policy: ${event.violatedDirective} ${event.blockedURI}`);
  });
}

/** Writes a screenshot of the visible part. */
export const shoot = (page, name) => page.screenshot({ path: `${ARTIFACTS}/${name}.png` });

/** Whether a target is too small where nothing covers it. The bar at the bottom of a phone covers some row in part. */
const isSmall = (page, target) => page.evaluate(async (selector) => {
  const top = window.scrollY;
  document.querySelector(selector).scrollIntoView({ block: 'center' });
  const { violations } = await window.axe.run(selector, { runOnly: { type: 'rule', values: ['target-size'] } });
  window.scrollTo(0, top);
  return violations.length > 0;
}, target);

/** Returns axe's violations of WCAG 2.2 AA. The debugger injects the source, because no policy forbids that. */
export async function wcagProblems(page) {
  await page.evaluate(axeSource);
  const { violations } = await page.evaluate(() => window.axe.run(document, {
    runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'],
  }));
  const problems = [];
  for (const { id, nodes } of violations) {
    for (const { target, failureSummary } of nodes) {
      if (id === 'target-size' && !await isSmall(page, target[0])) continue;
      problems.push(`${id}: ${target.join(' ')} (${failureSummary.replace(/\s+/g, ' ')})`);
    }
  }
  return problems;
}

// ---- the page, as a visitor sees it ----

export const texts = (page, selector) => page.$$eval(selector, (found) => found.map((one) => one.textContent));
export const names = (page) => texts(page, '.row .name');

/** Runs an action that deals names. Returns when they are on screen. */
export async function deal(page, action) {
  const [response] = await Promise.all([page.waitForResponse(/\/api\/names\?n=10/), action()]);
  await response.finished();
  await settled(page);
  return names(page);
}

export const settled = (page) => page.waitForSelector('#names:not([aria-busy]):not(:has(.waiting))');

/** Opens the card of a name of the list. */
export async function openCard(page, i = 0) {
  await page.click(`#names .open >> nth=${i}`);
  await page.waitForSelector('dialog[open]');
}

export async function download(page, button) {
  const [file] = await Promise.all([page.waitForEvent('download'), page.click(button)]);
  return { name: file.suggestedFilename(), data: fs.readFileSync(await file.path()) };
}

export const WIDTHS = [320, 390, 768, 1440, 2560];
export const sizeOf = (width) => ({ width, height: { 320: 640, 390: 844, 768: 1024, 1440: 900, 2560: 1440, 3840: 2160 }[width] });
export const hostile = fs.readFileSync(process.env.HOSTILE, 'utf8').trimEnd().split('\n');
export const starred = (page) => texts(page, '#list .name');
export const star = (page, i) => page.click(`#names .star >> nth=${i}`);

/** Types an idea into the check box; the text of the verdict that comes. */
export async function check(page, idea) {
  const about = (response) => /\/api\/check$/.test(response.url().split('?')[0])
    && new URL(response.url()).searchParams.get('name') === idea;
  const [response] = await Promise.all([page.waitForResponse(about), page.fill('#idea', idea)]);
  await response.finished();
  await page.waitForSelector('#answer:not([aria-busy])');
  return (await page.textContent('#answer')).replace(/\s+/g, ' ');
}

// ---- run.sh started the workers and made the site; it obeys orders ----

/** stop and start the workers; update the site, forget its earlier versions, restore it. */
export function order(what) {
  fs.writeSync(3, `${what}\n`);
  assert.equal(fs.readSync(4, Buffer.alloc(5)), 5);
}
