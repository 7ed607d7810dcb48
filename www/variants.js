// Names that keep a visitor's idea and stand apart from the artists that have it or come near it.

import { inventNames } from './api.js';

const LEAST_APART = 2; // letters
const PLACES = ['start', 'end'];
const MOST_WORDS = 3; // of an idea that names can be made from

/** Up to four names that hold the idea's words, at least two letters from each of these artists. */
export async function variantsOf(idea, nearest, signal) {
  const words = idea.trim().split(/\s+/).slice(0, MOST_WORDS).join(' ');
  const answers = await Promise.all(PLACES.map((where) => inventNames({ with: words, where, n: 2 }, signal)));
  const others = nearest.flatMap(({ name, alias }) => [name, alias]).filter(Boolean);
  return answers.flatMap(({ names }) => names)
    .filter(({ name }) => others.every((other) => lettersApart(name, other) >= LEAST_APART));
}

/** How many letters have to be put in, left out or changed; capitals, marks and spaces don't count. */
export function lettersApart(one, other) {
  const [a, b] = [one, other].map((name) => [...name.normalize('NFKD').toLowerCase().replace(/[^\p{L}\p{N}]/gu, '')]);
  let above = b.map((_, i) => i).concat(b.length);
  a.forEach((letter, i) => {
    const row = [i + 1];
    b.forEach((its, k) => row.push(Math.min(row[k] + 1, above[k + 1] + 1, above[k] + (letter === its ? 0 : 1))));
    above = row;
  });
  return above[b.length];
}
