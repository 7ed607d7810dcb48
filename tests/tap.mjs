// Runs tests one after the other and prints their results as TAP.

import assert from 'node:assert/strict';

let count = 0;
let failures = 0;

/** Runs a test, then closes what it opened. A failed test does not end the run. */
export async function runTest(behaviour, body, close = () => {}) {
  count += 1;
  try {
    await body();
    console.log(`ok ${count} - ${behaviour}`);
  } catch (error) {
    failures += 1;
    console.log(`not ok ${count} - ${behaviour}`);
    console.log(String(error.stack ?? error).replace(/^/gm, '# '));
  }
  await close();
}

export function skipTest(behaviour, reason) {
  count += 1;
  console.log(`ok ${count} - ${behaviour} # SKIP ${reason}`);
}

export async function endTests(close = () => {}) {
  console.log(`1..${count}`);
  await close();
  process.exitCode = failures ? 1 : 0;
}

/** Ends the run when the browser hangs. */
export function limitTime(ms) {
  setTimeout(() => {
    console.log('Bail out! The browser hangs.');
    process.exit(1);
  }, ms).unref();
}

export const sleep = (ms) => new Promise((done) => { setTimeout(done, ms); });

/** Waits until a condition holds; fails after ten seconds. */
export async function until(what, condition) {
  for (const end = Date.now() + 10_000; Date.now() < end; await sleep(20)) {
    if (await condition()) return;
  }
  assert.fail(`timed out waiting until ${what}`);
}
