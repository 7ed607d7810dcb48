// Lists of names: their addresses, the way back, sharing, the headline, what a screen reader hears. run.sh starts it.

import assert from 'node:assert/strict';
import {
  browser, check, deal, download, finish, go, hostile, limitTime, mock, names, openCard, seen, site, sizeOf, sleep, star, starred, test, texts,
  until, visit,
} from './lib.mjs';

limitTime(600_000);

const entry = (id, name, verdict = 'free', nearest = []) => ({ id, name, style: 'jazz', kind: null, verdict, nearest });
/** POST /api/check in terms of GET: what is tested is the page. */
const expectPost = (page) => page.route('**/api/check', async (route) => {
  const { names: asked } = route.request().postDataJSON();
  const answers = await Promise.all(asked.map(async (name) => (await fetch(`${site}/api/check?${new URLSearchParams({ name })}`)).json()));
  await route.fulfill({ contentType: 'application/json', body: JSON.stringify(answers) });
});
const copied = (page) => page.evaluate(() => navigator.clipboard.readText());

// ---- addresses and the way back ----

await test('ten deals are one entry of the history, and the way back shows the list of other filters', async () => {
  const page = await visit('/');
  const length = await page.evaluate(() => history.length);
  for (let i = 0; i < 10; i += 1) await deal(page, () => page.click('#more'));
  const last = await names(page);
  assert.equal(await page.evaluate(() => history.length), length);
  assert.equal(page.url(), `${site}/`);
  const house = await deal(page, () => page.selectOption('#style', 'house'));
  assert.equal(page.url(), `${site}/?style=house`);
  await page.goBack();
  await until('the former list is back', async () => JSON.stringify(await names(page)) === JSON.stringify(last));
  assert.equal(await page.inputValue('#style'), '');
  await page.goForward();
  await until('the later list is back', async () => JSON.stringify(await names(page)) === JSON.stringify(house));
});

await test('a list is shared by the numbers of its names', async () => {
  const page = await visit('/');
  const shown = (await page.evaluate(() => history.state.list.names)).map(({ id }) => id);
  await page.click('#share');
  await until('it says so', async () => await page.textContent('#share') === 'Link copied');
  assert.equal(await copied(page), `${site}/?ids=${shown.join(',')}`);
});

await test('a shared list shows its names in their order, and those that were withdrawn', async () => {
  const page = await visit('/about.html');
  await mock(page, '**/api/names?ids=*', { names: [entry(3, 'Velvet Sky'), { id: 2, withdrawn: true }, entry(1, 'Björc', 'close',
    [{ name: 'Björk', distance: 1, reason: 'spelling', country: 'IS' }])], as_of: '2026-01-31' });
  await page.route(({ pathname }) => pathname === '/', async (route) => { // without the names of the server
    const response = await route.fetch();
    await route.fulfill({ response, body: (await response.text()).replace('id="first"', '') });
  });
  await go(page, '/?ids=3,2,1');
  assert.deepEqual(await names(page), ['Velvet Sky', 'Björc']);
  assert.deepEqual(await texts(page, '#names .verdict'),
    ['Not in our list', 'This name was withdrawn.', 'Close one letter from Björk, Iceland']);
  assert.equal(await page.textContent('#headline'), 'A list for you.');
  assert.equal(page.url(), `${site}/?ids=3,2,1`);
  assert.equal((await deal(page, () => page.click('#more'))).length, 10);
  assert.equal(page.url(), `${site}/`);
});

await test('the list on screen can be taken along as text and CSV', async () => {
  const page = await visit('/?verdict=any');
  const shown = await names(page);
  assert.deepEqual((await download(page, '#as-text')).data.toString().trimEnd().split('\n'), shown);
  const csv = (await download(page, '#as-csv')).data.toString();
  assert.match(csv, /^name,verdict,style,kind,note\r\n"/);
  assert.equal(csv.split('\r\n').length, 12);
  assert.equal((await download(page, '#as-excel')).data.toString(), `\ufeff${csv}`);
});

// ---- the card in the history ----

await test('a card has the address of the name, the way back closes it, and the page behind stands still', async () => {
  const page = await visit('/', { width: 390, height: 844 });
  const before = await names(page);
  await page.evaluate(() => window.scrollTo(0, 120));
  await openCard(page);
  assert.match(page.url(), /\/n\/\d+$/);
  assert.equal(await page.evaluate(() => getComputedStyle(document.documentElement).overflowY), 'hidden');
  await page.goBack();
  await page.waitForSelector('dialog', { state: 'detached' });
  assert.equal(page.url(), `${site}/`);
  assert.deepEqual(await names(page), before);
  await page.goForward();
  await page.waitForSelector('dialog[open]');
  assert.equal(await page.textContent('#card-name'), before[0]);
  const length = await page.evaluate(() => history.length);
  await page.click('dialog .close');
  await page.waitForSelector('dialog', { state: 'detached' });
  await until('the address is that of the list', () => page.url() === `${site}/`);
  assert.equal(await page.evaluate(() => history.length), length);
});

await test('the whole row opens the card, but not its buttons', async () => {
  const page = await visit('/', { width: 390, height: 844 });
  await star(page, 0);
  assert.equal(await page.locator('dialog').count(), 0);
  const box = await page.locator('.row >> nth=1').boundingBox();
  await page.mouse.click(box.x + box.width * 0.7, box.y + box.height - 6);
  await page.waitForSelector('dialog[open]');
  assert.equal(await page.textContent('#card-name'), (await names(page))[1]);
});

// ---- what is heard ----

await test('a screen reader hears what a card says while it is open', async () => {
  const page = await visit('/');
  const session = await page.context().newCDPSession(page);
  const heard = async () => {
    const { nodes } = await session.send('Accessibility.getFullAXTree');
    const byId = new Map(nodes.map((node) => [node.nodeId, node]));
    const textOf = (node) => (node.role?.value === 'StaticText' ? node.name?.value ?? '' : (node.childIds ?? []).map((id) => byId.get(id))
      .filter(Boolean).map(textOf).join(''));
    return nodes.filter((node) => !node.ignored && node.role?.value === 'status').map(textOf).filter(Boolean);
  };
  await openCard(page);
  await page.click('dialog .copy >> nth=0');
  const name = await page.textContent('#card-name');
  await until('it is in the tree', async () => (await heard()).includes(`${name} copied`));
  await page.click('dialog .star');
  await until('the star is heard', async () => (await heard()).includes(`${name} is on your shortlist`));
});

// ---- the headline, the corpus ----

await test('the headline says what the list is, and titles have one form', async () => {
  for (const [path, headline] of [['/', 'Find your next name.'], ['/?verdict=close', 'Close to real names.'],
    ['/?verdict=taken', 'Names that are taken.'], ['/?verdict=any', 'Names, free or not.']]) {
    assert.equal(await (await visit(path)).textContent('#headline'), headline, path);
  }
  for (const path of ['/', '/about.html', '/shortlist.html', '/nothing', '/n/1', '/names']) {
    assert.match(await (await visit(path, { expects: path === '/nothing' ? 404 : 0 })).title(), /^[^·]+ · stagename$/, path);
  }
});

await test('what the server said of its corpus is asked for again when it failed', async () => {
  const page = await visit('/about.html');
  let asked = 0;
  await page.route('**/api/about', (route) => {
    asked += 1;
    return asked === 1 ? route.abort() : route.continue();
  });
  const complaints = seen.complaints.length;
  await page.goto(site);
  await until('it is known', async () => (await page.textContent('#as-of')).startsWith('Checked against 9 artists'));
  assert.ok(seen.complaints.splice(complaints).every((what) => /ERR_FAILED/.test(what)));
});

await test('of a large list free is said', async () => {
  const page = await visit('/about.html');
  await mock(page, '**/api/about', { as_of: '2026-01-31', artists: 2_500_000, corpus_is_small: false, names: 1, verdicts: {}, styles: [] });
  await go(page, '/');
  assert.deepEqual(await texts(page, '.row .badge'), Array(10).fill('Free'));
  assert.equal(await page.locator('#answer .search').count(), 0);
});

await test('an idea that a small list does not hold gets links to search for it, and has a star and a card', async () => {
  const page = await visit('/');
  await check(page, 'Qwiblor Zenthum');
  const links = await page.$$eval('#answer .search a', (found) => found.map(({ href, rel }) => [new URL(href).hostname, rel]));
  assert.equal(links.length, 8);
  assert.ok(links.every(([, rel]) => rel === 'noopener noreferrer'));
  await page.click('#answer .star');
  await page.click('#answer .asked .open');
  await page.waitForSelector('dialog[open]');
  assert.equal(page.url(), `${site}/check?name=Qwiblor%20Zenthum`);
  await page.click('dialog .tools >> text=Share');
  await until('it is copied', async () => await copied(page) === `${site}/check?name=Qwiblor%20Zenthum`);
});

// ---- the shortlist ----

await test('a starred close name keeps its reason, and checking again gives the date of the list', async () => {
  const page = await visit('/?verdict=taken');
  await star(page, 0);
  const reason = await page.textContent('.row .verdict >> nth=0');
  await go(page, '/shortlist.html');
  await expectPost(page);
  assert.ok((await page.textContent('#list .verdict')).startsWith(reason), reason);
  await page.click('#recheck');
  await until('it is said', async () => await page.textContent('#status') === 'Checked again, it against the list as of 31 January 2026.');
});

await test('names of a shared link get a verdict, and notes travel only when the sender chooses', async () => {
  const page = await visit('/about.html');
  await page.evaluate(() => localStorage.setItem('stagename.shortlist', JSON.stringify({ version: 1,
    names: [{ name: 'Bjork', note: 'for Sunday, maybe' }, { name: 'Qwiblor' }] })));
  await go(page, '/shortlist.html');
  await page.click('#share');
  await page.click('text=Without notes');
  await until('it is copied', async () => /^http.*#names=Bjork,Qwiblor$/.test(await copied(page)));
  await page.click('#share');
  await page.click('text=With notes');
  await until('it is copied', async () => (await copied(page)).includes('&notes='));
  const other = await visit('/about.html');
  await expectPost(other);
  await go(other, (await copied(page)).slice(site.length));
  await until('the verdicts are there', async () => (await other.locator('.shared .badge').count()) === 2);
  assert.match((await texts(other, '.shared li'))[0], /^Bjork Taken same name as Björk, Iceland for Sunday, maybe$/);
  await other.click('text=Put them on my shortlist');
  assert.equal(await other.inputValue('.note >> nth=0'), 'for Sunday, maybe');
});

// ---- without JavaScript ----

await test('without JavaScript the form lists all styles and lengths', async () => {
  const page = await (await browser.newContext({ javaScriptEnabled: false })).newPage();
  await page.goto(site);
  const values = (id) => page.$$eval(`#${id} option`, (all) => all.map((one) => one.value).filter(Boolean));
  assert.ok((await values('style')).length > 15);
  for (const id of ['min', 'max']) assert.deepEqual(await values(id), Array.from({ length: 23 }, (_, i) => `${i + 2}`));
});

// ---- on a phone ----

await test('five names are in sight on arrival at 375 × 667', async () => {
  const page = await visit('/', { width: 375, height: 667 });
  const [fifth, bar] = await page.$$eval('.row:nth-child(5), .bar', (found) => found.map((one) => one.getBoundingClientRect()));
  assert.ok(fifth.bottom <= bar.top, `the fifth ends at ${fifth.bottom}, the bar begins at ${bar.top}`);
});

await test('More leaves the first new row at the top at 390 pixels', async () => {
  const page = await visit('/', sizeOf(390));
  await page.evaluate(() => window.scrollTo(0, 500));
  await deal(page, () => page.click('#more'));
  const top = await page.$eval('.row', (row) => row.getBoundingClientRect().top);
  assert.ok(top >= 0 && top < 10, `${top}`);
});

await test('the space bar deals only while the list is in sight', async () => {
  const page = await visit('/', sizeOf(390));
  const before = await names(page);
  await page.evaluate(() => window.scrollTo(0, document.body.scrollHeight));
  await page.evaluate(() => document.activeElement.blur());
  await page.keyboard.press('Space');
  await sleep(400);
  assert.deepEqual(await names(page), before);
});

await test('with text of twice the size nothing overflows, and no choice is clipped at any width', async () => {
  const over = () => [...document.querySelectorAll('nav a, .card h2, select, .row .open, h1')]
    .filter((one) => one.checkVisibility() && one.getBoundingClientRect().right > window.innerWidth + 1).map((one) => one.textContent.slice(0, 30));
  const page = await visit('/?style=hostile&verdict=any', sizeOf(390));
  await page.evaluate(() => { document.documentElement.style.fontSize = '200%'; });
  assert.deepEqual(await page.evaluate(over), []);
  await openCard(page, hostile.length - 1);
  assert.deepEqual(await page.evaluate(over), []);
  const plain = await visit('/');
  for (const width of [320, 390, 768, 1440, 2560]) {
    await plain.setViewportSize(sizeOf(width));
    const clipped = await plain.$$eval('select', (all) => all.filter((one) => one.checkVisibility()).filter((one) => {
      const copy = document.createElement('span');
      copy.textContent = one.selectedOptions[0].textContent;
      copy.style.cssText = `position:absolute;white-space:nowrap;font:${getComputedStyle(one).font}`;
      document.body.append(copy);
      const tooWide = copy.getBoundingClientRect().width + 20 > one.getBoundingClientRect().width;
      copy.remove();
      return tooWide;
    }).map(({ id }) => id));
    assert.deepEqual(clipped, [], `at ${width}`);
  }
});

await test('no request went to another host, no policy was violated, the console stayed silent', async () => {
  assert.deepEqual(seen.requests.filter((url) => /^https?:/.test(url) && new URL(url).origin !== site), []);
  assert.deepEqual([...new Set(seen.complaints)], []);
});

await finish();
