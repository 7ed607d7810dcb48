// What is known of the corpus that names are compared with: its date, its size, its styles. Answers of the API add to it.

import { fetchAbout } from './api.js';

const FIRST_WAIT_MS = 1000;
const LONGEST_WAIT_MS = 60_000;

/** { artists?, as_of?, corpus_is_small?, styles? } so far. */
export const corpus = {};
const listeners = new Set();

/** Calls back now, and whenever more is known. */
export function onCorpus(listener) {
  listeners.add(listener);
  listener(corpus);
}

export function learn(facts) {
  const news = Object.entries(facts).filter(([key, value]) => value !== undefined && value !== null && corpus[key] !== value);
  if (news.length === 0) return;
  Object.assign(corpus, Object.fromEntries(news));
  for (const listener of listeners) listener(corpus);
}

/** Asks the server, and again after growing waits until it answers. */
export async function learnAll(wait = FIRST_WAIT_MS) {
  try {
    const { artists, as_of, corpus_is_small, styles } = await fetchAbout();
    learn({ artists, as_of, corpus_is_small, styles: Array.isArray(styles) ? styles : undefined });
  } catch {
    setTimeout(() => learnAll(Math.min(2 * wait, LONGEST_WAIT_MS)), wait);
  }
}
