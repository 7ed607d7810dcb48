// Tests of the site in a browser. run.sh starts it, beside nginx and workers with a small database.

import assert from 'node:assert/strict';
import {
  WIDTHS, check, deal, finish, go, hostile, limitTime, names, order, seen, shoot, site, sizeOf, sleep, test, texts, until, visit, wcagProblems,
} from './lib.mjs';

const address = (page) => page.url();
limitTime(600_000);

// ---- names ----

await test('the start page shows ten names with their verdicts', async () => {
  const page = await visit('/');
  const arrived = await names(page);
  assert.equal(arrived.length, 10);
  assert.equal(new Set(arrived).size, 10);
  assert.deepEqual(await texts(page, '.row .badge'), Array(10).fill('Not in our list'));
  assert.equal(await page.textContent('#as-of'), 'Checked against 9 artists as of 31 January 2026: a small list.');
  assert.match(await page.textContent('#status'), /^Drawn from \d+ names\.$/);
});

await test('More and the space bar deal other names', async () => {
  const page = await visit('/');
  const first = await names(page);
  const second = await deal(page, () => page.keyboard.press('Space'));
  assert.equal(await page.evaluate(() => window.scrollY), 0, 'the space bar does not scroll');
  const third = await deal(page, () => page.click('#more'));
  assert.notDeepEqual(second, first);
  assert.notDeepEqual(third, second);
  assert.match(await page.textContent('#spoken'), /^10 new names: /);
});

await test('a space typed into a field does not deal', async () => {
  const page = await visit('/');
  const before = await names(page);
  await check(page, 'Velvet');
  await page.focus('#idea');
  await page.keyboard.press('Space');
  await sleep(300);
  assert.deepEqual(await names(page), before);
  assert.equal(await page.inputValue('#idea'), 'Velvet ');
});

await test('a name is copied', async () => {
  const page = await visit('/');
  await page.click('.copy >> nth=1');
  await until('the button says so', async () => await page.textContent('.copy >> nth=1') === 'Copied');
  assert.equal(await page.evaluate(() => navigator.clipboard.readText()), (await names(page))[1]);
});

// ---- filters ----

await test('the first letter narrows the list and is in the address', async () => {
  const page = await visit('/');
  const found = await deal(page, () => page.fill('#starts', 'v'));
  assert.equal(found.length, 10);
  assert.deepEqual(found.filter((name) => !name.startsWith('V')), []);
  assert.equal(address(page), `${site}/?starts=v`);
});

await test('the length narrows the list and is in the address', async () => {
  const page = await visit('/');
  await deal(page, () => page.selectOption('#min', '10'));
  const found = await deal(page, () => page.selectOption('#max', '11'));
  assert.equal(found.length, 10);
  assert.deepEqual(found.filter((name) => [...name].length < 10 || [...name].length > 11), []);
  assert.equal(address(page), `${site}/?min=10&max=11`);
  await deal(page, () => page.selectOption('#max', '4'));
  assert.equal(await page.inputValue('#min'), '4', 'shortest follows longest');
});

await test('the style narrows the list and is in the address', async () => {
  const page = await visit('/');
  await deal(page, () => page.selectOption('#style', 'hip hop'));
  assert.match((await texts(page, '.row .style')).join(), /^((\w[\w ]*, )?hip hop,?){10}$/);
  assert.equal(address(page), `${site}/?style=hip+hop`);
});

await test('the kind narrows the list, is in the address and survives a reload', async () => {
  const page = await visit('/');
  await deal(page, () => page.selectOption('#kind', 'dj'));
  assert.match((await texts(page, '.row .style')).join(), /^(DJ, [a-z ]+,?){10}$/);
  assert.equal(address(page), `${site}/?kind=dj`);
  await go(page);
  assert.equal(await page.inputValue('#kind'), 'dj');
  await deal(page, () => page.selectOption('#kind', 'group'));
  assert.match((await texts(page, '.row .style')).join(), /^(band, [a-z ]+,?){10}$/);
});

await test('a reload keeps the filters', async () => {
  const page = await visit('/?other=1&style=jazz&starts=v&min=3&max=20&verdict=any');
  const shown = await names(page);
  assert.ok(shown.length > 0 && shown.length < 10);
  assert.match(await page.textContent('#status'), /^Only \d names? of this kind\.$/);
  await go(page);
  assert.deepEqual((await names(page)).sort(), shown.sort());
  assert.deepEqual(await page.$$eval('#filters [name]', (fields) => fields.map(({ value }) => value)),
    ['', '', 'any', '', 'jazz', '', '3', '20', 'v', '', '', '', '', '', '', '', '', '']);
});

await test('filters without a match show a message and can be cleared', async () => {
  const page = await visit('/?style=jazz&starts=zz');
  assert.equal(await page.textContent('.none p'), 'No name fits these filters.');
  assert.equal(await page.locator('#names .row').count(), 0);
  await page.waitForSelector('[data-filter=starts]');
  assert.deepEqual(await texts(page, '.none button'), ['Drop starting with “zz”: 39 names', 'Clear all filters']);
  assert.equal((await deal(page, () => page.click('.none .clear'))).length, 10);
  assert.equal(address(page), `${site}/`);
  assert.equal(await page.evaluate(() => document.activeElement.id), 'more');
});

await test('an unknown style in the address is reported with the nearest one', async () => {
  const page = await visit('/?style=jaz', { expects: 400 });
  assert.match(await page.textContent('#status'), /^There is no style 'jaz' here; the nearest is 'jazz'/);
  assert.equal(await page.getAttribute('#style', 'aria-invalid'), 'true');
  assert.equal((await deal(page, () => page.selectOption('#style', 'jazz'))).length, 10);
});

// ---- verdicts ----

await test('a close or taken name has its verdict as a word, and the nearest artist', async () => {
  const page = await visit('/?verdict=close');
  const close = await texts(page, '.row .verdict');
  assert.equal(close.length, 3);
  assert.ok(close.includes('Close one letter from Kraftwerk, Germany'), close);
  assert.ok(close.includes('Close one letter from Radiohead, UK'), close);
  assert.ok(close.includes('Close two letters from Massive Attack, UK'), close);
  await deal(page, () => page.selectOption('#verdict', 'taken'));
  const taken = await texts(page, '.row .verdict');
  assert.deepEqual(taken.sort(), ['Taken same name as Björk, Iceland', 'Taken same name as Daft Punk, France']);
});

await test('the check box reports taken, close and free', async () => {
  const page = await visit('/');
  assert.match(await check(page, 'Bjork'), /^Bjork ?☆Taken ?same name as Björk, Iceland ?among 9 artists as of 31 January 2026(?!,)/);
  assert.deepEqual(await page.$eval('#answer a', ({ href, rel }) => [href, rel]),
    ['https://musicbrainz.org/artist/87c5dedd-371d-4a53-9f7f-80522fb7f3cb', 'noopener noreferrer']);
  assert.match(await check(page, 'deadmaus'), /Taken ?same name as deadmau5, Canada/);
  assert.match(await check(page, 'joel zimmerman'), /same name as Joel Zimmerman, legal name of deadmau5, Canada/);
  assert.match(await check(page, 'deadmouse'), /deadmau5, often searched as Dead Mouse, Canada/);
  assert.match(await check(page, 'test pilot'), /same name as deadmau5, also known as Testpilot, Canada/);
  assert.match(await check(page, 'DJ Kraftwurk!'), /Close ?one letter from Kraftwerk, Germany/);
  assert.match(await check(page, 'Qwiblor Zenthum'), /Not in our list of 9 artists ?among 9 artists as of 31 January 2026, a small list: search before you use the name/);
  await until('it is said aloud', async () => await page.textContent('#spoken')
    === 'Qwiblor Zenthum: not in our list of 9 artists');
});

await test('only the newest idea gets a verdict, and an empty box shows the explanation', async () => {
  const page = await visit('/', { slow: 200 });
  await page.fill('#idea', 'Bjork');
  await page.keyboard.press('Enter');
  assert.match(await check(page, 'Kraftwark'), /^Kraftwark ?☆Close/);
  await sleep(300);
  assert.equal(await page.textContent('.asked .open'), 'Kraftwark');
  await page.fill('#idea', '');
  await page.waitForSelector('.key');
});

await test('an idea that cannot be a name is refused in one sentence', async () => {
  const page = await visit('/', { expects: 400 });
  const answer = await check(page, 'Bj\ufffdrk');
  assert.match(answer, /^[^.]+\.Try again$/);
});

await test('the longest idea that fits the box is judged, in any script', async () => {
  const page = await visit('/');
  assert.match(await check(page, '夜'.repeat(100)), /Not in our list/);
});

// ---- hostile names ----

await test('hostile names are shown as text', async () => {
  const page = await visit('/?style=hostile&verdict=any');
  assert.deepEqual((await names(page)).sort(), [...hostile].sort());
  for (const name of hostile) await check(page, name);
  const other = await visit(`/?style=${encodeURIComponent(hostile[0])}&starts=${encodeURIComponent('<b>"\\')}`, { expects: 400 });
  for (const one of [page, other]) {
    assert.equal(await one.locator('main :is(img, script, b, style, iframe)').count(), 0);
  }
  assert.deepEqual(seen.dialogs, []);
});

// ---- appearance ----

await test('nothing is wider than the window', async () => {
  for (const path of ['/?verdict=any', '/?style=hostile&verdict=any', '/about.html', '/nothing']) {
    const page = await visit(path, { expects: path === '/nothing' ? 404 : 0 });
    if (path.includes('hostile')) await check(page, hostile.at(-1));
    for (const width of [...WIDTHS, 3840]) {
      await page.setViewportSize(sizeOf(width));
      const over = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
      assert.ok(over <= 0, `${path} is ${over} pixels too wide at ${width}`);
    }
  }
});

await test('a name of sixteen letters fits one line of a row', async () => {
  const page = await visit('/?starts=wandering+e');
  assert.deepEqual(await names(page), ['Wandering Engine']);
  for (const [width, height] of [[320, 640], [390, 844], [640, 900], [768, 1024], [1024, 768], [1280, 1200], [1440, 900], [3840, 2160]]) {
    await page.setViewportSize({ width, height });
    const [tall, line] = await page.$eval('.row .open', (open) => [open.getBoundingClientRect().height, parseFloat(getComputedStyle(open).lineHeight)]);
    assert.ok(tall < 1.5 * line, `${tall} of lines of ${line} at ${width} × ${height}`);
  }
});

await test('ten names and More are visible at 1280 × 800', async () => {
  const page = await visit('/?style=jazz', { width: 1280, height: 800 });
  const [last, bar] = await page.$$eval('.row:last-child, .bar', (found) =>
    found.map((one) => one.getBoundingClientRect()));
  assert.ok(last.bottom <= bar.top && bar.bottom <= 800, `the last name ends at ${last.bottom}, More is at ${bar.top}`);
});

await test('nothing moves when names, figures and verdicts appear', async () => {
  for (const path of ['/?verdict=any&style=rock', '/about.html']) {
    for (const width of WIDTHS) {
      const page = await visit(path, { ...sizeOf(width), slow: 250 });
      if (path.startsWith('/?')) {
        await deal(page, () => page.click('#more'));
        await page.focus('#idea');
        await sleep(300); // scrolling has ended
        await page.keyboard.type('K'); // what moves at a key is no surprise
        await check(page, 'Kraftwark');
      }
      await sleep(200);
      const shifts = await page.evaluate(() => window.shifts);
      const sum = shifts.reduce((all, { value }) => all + value, 0);
      assert.ok(sum < 0.01, `${path} at ${width}: ${sum} ${JSON.stringify(shifts)}`);
      await page.context().close();
    }
  }
});

for (const [path, state] of [['/?verdict=any', 'start'], ['/about.html', 'About'], ['/nothing', 'missing']]) {
  await test(`the ${state} page meets WCAG 2.2 AA, light and dark`, async () => {
    const page = await visit(path, { expects: path === '/nothing' ? 404 : 0 });
    if (path.startsWith('/?')) await check(page, 'Bjork');
    for (const colorScheme of ['light', 'dark']) {
      await page.emulateMedia({ colorScheme });
      for (const width of WIDTHS) {
        await page.setViewportSize(sizeOf(width));
        assert.deepEqual(await wcagProblems(page), [], `${colorScheme} at ${width}`);
      }
    }
  });
}

// ---- keyboard ----

/** Runs in the page: returns the focused element, whether the focus is visible, and whether anything covers it. */
function focused() {
  const element = document.activeElement;
  const style = getComputedStyle(element);
  const box = element.getBoundingClientRect();
  const top = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
  return {
    what: element.id || element.textContent.trim(),
    marked: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2,
    inSight: element === top || element.contains(top),
  };
}

async function tabTo(page, what) {
  const passed = [];
  while (passed.at(-1) !== what) {
    await page.keyboard.press('Tab');
    const now = await page.evaluate(focused);
    assert.ok(passed.length < 90, `no Tab leads to ${what}: ${passed}`);
    assert.ok(now.marked, `the focus on ${now.what} shows`);
    assert.ok(now.inSight, `${now.what} is in sight when it has the focus`);
    passed.push(now.what);
  }
  return passed;
}

await test('Tab reaches everything in the order of the page', async () => {
  const wanted = ['Skip to the names', 'stagename', 'Shortlist', 'About', 'with', 'verdict', 'style', 'more', 'share', 'prefix',
    'temperature', 'idea'];
  for (const width of [320, 1440]) {
    const page = await visit('/?verdict=any', sizeOf(width));
    const passed = await tabTo(page, 'idea');
    assert.deepEqual(passed.filter((what) => wanted.includes(what)), wanted);
    assert.equal(passed.filter((what) => what === '☆').length, 10);
  }
});

await test('filters, More and the check box work by keyboard alone', async () => {
  const page = await visit('/');
  await tabTo(page, 'style');
  await deal(page, () => page.keyboard.type('j'));
  assert.match((await texts(page, '.row .style')).join(), /^((\w[\w ]*, )?jazz,?){10}$/);
  await tabTo(page, 'starts');
  const hollow = await deal(page, () => page.keyboard.type('h'));
  assert.deepEqual(hollow.filter((name) => !name.startsWith('H')), []);
  await deal(page, () => page.keyboard.press('Backspace'));
  const before = await names(page);
  await tabTo(page, 'more');
  assert.notDeepEqual(await deal(page, () => page.keyboard.press('Enter')), before);
  await tabTo(page, 'idea');
  await page.keyboard.type('Bjork');
  await page.keyboard.press('Enter');
  await page.waitForSelector('#answer .badge[data-verdict=taken]');
});

await test('the skip link leads to the names', async () => {
  const page = await visit('/');
  await tabTo(page, 'Skip to the names');
  await page.keyboard.press('Enter');
  assert.equal(await page.evaluate(() => document.activeElement.id), 'names');
});

// ---- the About page ----

await test('the About page shows what the server reported', async () => {
  const page = await visit('/about.html');
  const facts = await page.$$eval('.facts div', (rows) =>
    rows.map((row) => [...row.children].map(({ textContent }) => textContent).join(': ')));
  const { names: all, verdicts } = await (await fetch(`${site}/api/about`)).json();
  const today = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone: 'UTC' }).format(new Date());
  assert.deepEqual(facts, ['Real artists compared with: 9', `Names invented: ${all}`, `Free: ${verdicts.free}`,
    `Close: ${verdicts.close}`, `Taken: ${verdicts.taken}`, 'Corpus as of: 31 January 2026',
    `Latest names: ${today} (made for a test)`]);
});

// ---- without workers ----

await test('without workers a message appears and the names stay; later everything works again', async () => {
  const page = await visit('/', { expects: 503 });
  const before = await names(page);
  const busy = 'The server is busy or being updated; try again in 5 seconds.Try again';
  order('stop');
  try {
    assert.deepEqual(await deal(page, () => page.click('#more')), before);
    assert.equal(await page.textContent('#status'), busy);
    assert.equal(await check(page, 'Bjork'), busy);
    const late = await visit('/', { expects: 503 });
    assert.equal(await late.textContent('#status'), busy);
    assert.deepEqual(await names(late), []);
    assert.deepEqual(await wcagProblems(page), []);
    for (const width of WIDTHS) {
      await page.setViewportSize(sizeOf(width));
      await page.evaluate(() => window.scrollTo(0, 0));
      await shoot(page, `error-${width}`);
    }
  } finally {
    order('start');
  }
  await until('the workers answer', async () => (await fetch(`${site}/healthz`)).ok);
  for (const one of page.context().browser().contexts().flatMap((context) => context.pages())) {
    await one.waitForSelector('#status .retry:not([aria-disabled])');
    assert.equal((await deal(one, () => one.click('#status .retry'))).length, 10);
    assert.equal(await one.evaluate(() => document.activeElement.id), 'more');
  }
  assert.notDeepEqual(await names(page), before);
  await page.click('#answer .retry');
  await page.waitForSelector('#answer .badge[data-verdict=taken]');
});

// ---- screenshots of the main states ----

await test('screenshots of the main states are taken', async () => {
  const page = await visit('/');
  const shootAll = async (state, { whole = false } = {}) => {
    for (const width of WIDTHS) {
      const { height } = sizeOf(width);
      await page.setViewportSize({ width, height });
      // The panel of a wide window is as tall as the window, so a taller screenshot would look unreal.
      const all = whole && width < 1024 ? await page.evaluate(() => document.documentElement.scrollHeight) : height;
      await page.setViewportSize({ width, height: all });
      await shoot(page, `${state}-${width}`);
    }
  };
  await shootAll('arrival-light');
  await page.emulateMedia({ colorScheme: 'dark' });
  await shootAll('arrival-dark');
  await page.emulateMedia({ colorScheme: 'light' });
  await go(page, '/?style=electronic&verdict=any');
  await shootAll('filtered');
  await go(page, '/?style=hostile&verdict=any');
  await shootAll('hostile', { whole: true });
  await check(page, 'Bjork');
  await shootAll('taken', { whole: true });
  await go(page, '/about.html');
  await shootAll('about', { whole: true });
});

// ---- guarantees that always hold ----

await test('no request went to another host', async () => {
  assert.ok(seen.requests.length > 100);
  assert.deepEqual(seen.requests.filter((url) => new URL(url).origin !== site), []);
});

await test('no policy was violated and the console stayed empty', async () => {
  assert.deepEqual([...new Set(seen.complaints)], []);
});

await test('no cookie was set and nothing was stored', async () => {
  const page = await visit('/');
  assert.equal(await page.evaluate(() => localStorage.length + sessionStorage.length), 0);
  assert.deepEqual(seen.cookies, []);
});

await finish();
