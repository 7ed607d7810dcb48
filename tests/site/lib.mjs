// The library of the site's tests: a browser whose pages are monitored, TAP output, commands to run.sh.

import assert from 'node:assert/strict';
import fs from 'node:fs';
import { createRequire } from 'node:module';

const { SITE: site, MODULES, ARTIFACTS, CHROMIUM } = process.env;
const require = createRequire(`${MODULES}/`);
const { chromium } = require('playwright-core');
const axeSource = fs.readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

export { site };
export const sleep = (ms) => new Promise((done) => { setTimeout(done, ms); });

// ---- results ----

let count = 0;
let failures = 0;

/** Runs one test and closes the pages that it opened. */
export async function test(behaviour, body) {
  count += 1;
  try {
    await body();
    console.log(`ok ${count} - ${behaviour}`);
  } catch (error) {
    failures += 1;
    console.log(`not ok ${count} - ${behaviour}`);
    console.log(String(error.stack ?? error).replace(/^/gm, '# '));
  }
  for (const context of browser.contexts()) {
    seen.cookies.push(...await context.cookies());
    await context.close();
  }
}

export async function finish() {
  console.log(`1..${count}`);
  await browser.close();
  process.exitCode = failures ? 1 : 0;
}

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
  await go(page, path);
  return page;
}

/** Opens an address, or reloads it. Returns when everything that the page requests at its start is on screen. */
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

/** Returns axe's violations of WCAG 2.2 AA. The debugger injects the source, because no policy forbids that. */
export async function wcagProblems(page) {
  await page.evaluate(axeSource);
  const { violations } = await page.evaluate(() => window.axe.run(document, {
    runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'],
  }));
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target, failureSummary }) =>
    `${target.join(' ')} (${failureSummary.replace(/\s+/g, ' ')})`).join('; ')}`);
}

// ---- the page, as a visitor sees it ----

export const texts = (page, selector) => page.$$eval(selector, (found) => found.map((one) => one.textContent));
export const names = (page) => texts(page, '.row .name');

/** Runs an action that deals names. Returns when they are on screen. */
export async function deal(page, action) {
  const [response] = await Promise.all([page.waitForResponse(/\/api\/names/), action()]);
  await response.finished();
  await settled(page);
  return names(page);
}

export const settled = (page) => page.waitForSelector('#names:not([aria-busy]):not(:has(.waiting))');

/** Types an idea into the check box. Returns the text of its verdict. */
export async function check(page, idea) {
  const about = (response) => /\/api\/check$/.test(response.url().split('?')[0])
    && new URL(response.url()).searchParams.get('name') === idea;
  const [response] = await Promise.all([page.waitForResponse(about), page.fill('#idea', idea)]);
  await response.finished();
  await page.waitForSelector('#answer:not([aria-busy])');
  return (await page.textContent('#answer')).replace(/\s+/g, ' ');
}

// ---- the workers: run.sh started them, and stops and starts them on demand ----

export function workers(order) {
  fs.writeSync(3, `${order}\n`);
  assert.equal(fs.readSync(4, Buffer.alloc(5)), 5);
}

export async function until(what, condition) {
  for (const end = Date.now() + 10_000; Date.now() < end; await sleep(20)) {
    if (await condition()) return;
  }
  assert.fail(`timed out waiting until ${what}`);
}
