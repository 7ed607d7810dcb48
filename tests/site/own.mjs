// Names from own words, more or less of something, posters, one name at a time. The API's answers
// are made here. run.sh starts it.

import assert from 'node:assert/strict';
import {
  WIDTHS, deal, download, finish, go, limitTime, mock, names, openCard, seen, shoot, site, sizeOf, star, starred, test, texts, until,
  visit, wcagProblems,
} from './lib.mjs';

limitTime(600_000);

const made = (...list) => ({ names: list.map((name) => ({ name, style: null, kind: null, verdict: 'free', nearest: [] })), as_of: '2026-01-31' });
const asked = (page, path) => {
  const found = [];
  page.on('request', (request) => {
    const url = new URL(request.url());
    if (url.pathname === path) found.push(Object.fromEntries(url.searchParams));
  });
  return found;
};

await test('names are made from the visitor’s words, in the place that was chosen', async () => {
  const page = await visit('/');
  await mock(page, '**/api/invent?*', made('Neon Tiger', 'Neotiger'));
  const requests = asked(page, '/api/invent');
  await page.fill('#with', 'neon tiger');
  await until('they are there', async () => (await names(page)).join() === 'Neon Tiger,Neotiger');
  await page.selectOption('#where', 'blend');
  await until('the place is asked for', () => requests.some(({ where }) => where === 'blend'));
  assert.deepEqual(requests[0], { n: '10', with: 'neon tiger' });
  assert.deepEqual(requests.at(-1), { n: '10', with: 'neon tiger', where: 'blend' });
  await until('the address has it', () => page.url() === `${site}/?with=neon+tiger&where=blend`);
  assert.equal(await page.textContent('#headline'), 'Made from your words.');
  assert.equal(await page.isVisible('#words'), false, 'filters that do nothing are hidden');
});

await test('words that no name can be made of are refused in the server’s sentence', async () => {
  const page = await visit('/', { expects: 400 });
  await mock(page, '**/api/invent?*', { status: 400, parameter: 'with', detail: 'with takes up to three words' }, 400);
  await page.fill('#with', 'one two three four');
  await until('it is said', async () => (await page.textContent('#status')).startsWith('With takes up to three words.'));
  assert.equal(await page.getAttribute('#with', 'aria-invalid'), 'true');
});

await test('recommended names are offered where curators recommend some', async () => {
  const page = await visit('/about.html');
  await mock(page, '**/api/styles', { styles: [], featured: [{ featured: 1, names: 12 }] });
  await go(page, '/');
  await until('they are offered', () => page.isVisible('#featured'));
  await page.selectOption('#featured', '1');
  await until('they are asked for', () => page.url() === `${site}/?featured=1`);
  await mock(page, '**/api/styles', { styles: [], featured: [] });
  await go(page, '/');
  await until('the choices are read', () => page.evaluate(() => document.getElementById('theme-gap').classList.contains('absent')));
  assert.equal(await page.isVisible('#featured'), false, 'none is recommended');
  await go(page, '/?featured=1');
  await until('a choice in the address is shown', () => page.isVisible('#featured'));
});

await test('themes are offered where the server has some', async () => {
  const page = await visit('/about.html');
  await mock(page, '**/api/styles', { styles: [], themes: [{ theme: 'night', names: 12 }] });
  await go(page, '/');
  await until('they are offered', async () => (await texts(page, '#theme option')).join() === 'anything,night (12)');
  assert.equal(await page.isVisible('#theme'), true);
  await mock(page, '**/api/styles', { styles: [] });
  await go(page, '/');
  await until('none is offered', async () => !await page.isVisible('#theme'));
});

await test('more like a name, and in the taste of three stars', async () => {
  const page = await visit('/');
  await mock(page, '**/api/names?*like=*', { ...made('Velvet Night'), pool: 1 });
  const requests = asked(page, '/api/names');
  const [{ id }] = await page.evaluate(() => history.state.list.names);
  assert.equal(await page.isVisible('#taste'), false);
  for (const i of [0, 1, 2]) await star(page, i);
  assert.equal(await page.isVisible('#taste'), true);
  await openCard(page);
  await page.click('dialog >> text=More like this');
  await until('they are there', async () => (await names(page)).join() === 'Velvet Night');
  assert.equal(requests.at(-1).like, `${id}`);
  assert.equal(await page.textContent('#headline'), 'More like that one.');
  await until('the address has it', () => page.url() === `${site}/?like=${id}`);
  await page.click('#taste');
  await until('three are asked for', () => requests.at(-1).like.split(',').length === 3);
  await until('the headline says so', async () => await page.textContent('#headline') === 'In your taste.');
});

await test('less like a name, which can be taken back', async () => {
  const page = await visit('/');
  const requests = asked(page, '/api/names');
  const [first, second] = await page.evaluate(() => history.state.list.names);
  await page.click('.less >> nth=0');
  assert.equal(await page.isVisible('.row >> nth=0'), false);
  assert.equal(await page.evaluate(() => document.activeElement.textContent), second.name);
  await page.click('#status >> text=Undo');
  assert.equal(await page.isVisible('.row >> nth=0'), true);
  await page.click('.less >> nth=0');
  await mock(page, '**/api/names?*unlike=*', { ...made('Other'), pool: 1 });
  await deal(page, () => page.click('#more'));
  assert.deepEqual(requests.at(-1), { n: '10', unlike: `${first.id}` });
});

await test('an idea that is taken gets variants that keep it, two letters apart at least', async () => {
  const page = await visit('/');
  await mock(page, '**/api/invent?*', made('Kraftwerks', 'Kraftwerk Nine'));
  await page.fill('#idea', 'Kraftwerk');
  await page.waitForSelector('.variants .open');
  assert.deepEqual([...new Set(await texts(page, '.variants .open'))], ['Kraftwerk Nine']);
});

// ---- posters ----

await test('the card shows pictures of the server, in designs, shapes and colours, and saves them', async () => {
  const page = await visit('/');
  const [{ id }] = await page.evaluate(() => history.state.list.names);
  const svgs = asked(page, `/n/${id}.svg`);
  await openCard(page);
  await page.waitForSelector('.looks:not([hidden])');
  assert.deepEqual(svgs, [{ shape: 'square' }], 'the design of the name');
  assert.equal(await page.locator('[name=design]').count(), 9);
  await page.check('[name=design][value="4"]');
  await page.selectOption('[name=shape]', 'story');
  await page.selectOption('[name=colour]', 'teal');
  await page.fill('[name=line]', 'Friday & late');
  await until('the line is drawn', () => svgs.at(-1).line === 'Friday & late');
  assert.deepEqual(svgs.at(-1), { shape: 'story', design: '4', line: 'Friday & late', colour: 'teal' });
  const pngs = asked(page, `/n/${id}.png`);
  const file = await download(page, 'text=Save as PNG');
  assert.ok(file.name.endsWith('.png'));
  assert.equal(file.data.subarray(1, 4).toString(), 'PNG');
  assert.deepEqual(pngs, [svgs.at(-1)]);
});

await test('a name without a number has a poster as well, and a server without posters costs no card', async () => {
  const page = await visit('/', { expects: 404 });
  const pictures = asked(page, '/poster.svg');
  await page.fill('#idea', 'Qwiblor');
  await page.waitForSelector('#answer .asked .open');
  await page.click('#answer .asked .open');
  await page.waitForSelector('dialog .looks:not([hidden])');
  assert.deepEqual(pictures, [{ name: 'Qwiblor', shape: 'square' }]);
  await page.keyboard.press('Escape');
  await page.waitForSelector('dialog', { state: 'detached' });
  await page.route('**/n/*.svg?*', (route) => route.fulfill({ status: 404 }));
  await openCard(page);
  await page.waitForSelector('dialog .posters', { state: 'detached' });
  assert.equal(await page.isVisible('dialog .kit'), true);
});

await test('the page of a name and that of an idea have the whole card, and nothing moves when it comes', async () => {
  for (const [path, isStored] of [['/n/5', true], ['/check?name=Qwiblor+%3Cb%3E', false]]) {
    for (const width of [390, 1440]) {
      const page = await visit(path, sizeOf(width));
      const name = await page.textContent('h1');
      await page.waitForSelector('#card .looks:not([hidden])');
      await page.click('#card .star');
      assert.equal(await page.textContent('#starred'), ' (1)');
      assert.equal(await page.locator('#card >> text=More like this').count(), isStored ? 1 : 0);
      assert.equal(await page.locator('main > .wrong').count(), isStored ? 1 : 0);
      assert.equal(await page.getAttribute('#card .poster', 'alt'), `${name}, as a poster`);
      const shifts = await page.evaluate(() => window.shifts);
      assert.ok(shifts.reduce((sum, { value }) => sum + value, 0) < 0.01, `${path} at ${width}: ${JSON.stringify(shifts)}`);
      await page.context().close();
    }
  }
});

// ---- one by one ----

await test('on a phone names come one by one, to keep and to pass', async () => {
  const page = await visit('/', sizeOf(390));
  const [first, second, third] = await names(page);
  await page.click('#deck');
  await page.waitForSelector('.deck[open] .name');
  assert.equal(await page.textContent('.deck .name'), first);
  await page.click('.deck-keep');
  assert.equal(await page.textContent('.deck .name'), second);
  await page.click('.deck-pass');
  assert.equal(await page.textContent('.deck .name'), third);
  assert.equal(await page.locator('.deck .tool[aria-label^="Say it"]').count(), 1);
  assert.deepEqual(await wcagProblems(page), []);
  for (const width of [320, 390]) {
    await page.setViewportSize(sizeOf(width));
    await shoot(page, `deck-${width}`);
  }
  for (let i = 0; i < 8; i += 1) await page.click('.deck-pass');
  await until('others come', async () => ![first, second, third].includes(await page.textContent('.deck .name')));
  await page.goBack();
  await page.waitForSelector('.deck', { state: 'detached' });
  assert.equal((await names(page))[0], first, 'the list behind is as it was');
  await go(page, '/shortlist.html');
  assert.deepEqual(await starred(page), [first]);
});

await test('a list by words and a list without names meet WCAG 2.2 AA', async () => {
  const page = await visit('/about.html');
  await mock(page, '**/api/invent?*', made('Neon Tiger', 'Neotiger'));
  for (const path of ['/?with=neon+tiger', '/?style=jazz&starts=zz']) {
    await go(page, path);
    for (const colorScheme of ['light', 'dark']) {
      await page.emulateMedia({ colorScheme });
      for (const width of WIDTHS) {
        await page.setViewportSize(sizeOf(width));
        assert.deepEqual(await wcagProblems(page), [], `${path}, ${colorScheme} at ${width}`);
      }
    }
  }
});

await test('no request went to another host, no policy was violated, the console stayed silent', async () => {
  assert.deepEqual(seen.requests.filter((url) => /^https?:/.test(url) && new URL(url).origin !== site), []);
  assert.deepEqual([...new Set(seen.complaints)], []);
});

await finish();
