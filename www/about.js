// The figures on the About page. Without them the page says everything else just as well.

import { fetchAbout } from './api.js';
import { $ } from './dom.js';
import { shape } from './verdict.js';
import { date, number } from './words.js';

const put = (id, value) => { $(id).textContent = value; };
const figure = (value) => (Number.isFinite(value) ? number(value) : '–');

function model(facts) {
  if (!facts) return 'not loaded';
  const parts = [];
  if (facts.layers && facts.hidden) parts.push(`${facts.layers} layers of ${facts.hidden}`);
  if (Number.isFinite(facts.bits_per_char)) parts.push(`${facts.bits_per_char.toFixed(2)} bits per character`);
  return parts.join(', ') || 'character LSTM';
}

for (const term of document.querySelectorAll('dt[data-verdict]')) term.prepend(shape(term.dataset.verdict));

try {
  const about = await fetchAbout();
  put('artists', figure(about.artists));
  put('date', about.as_of ? date(about.as_of) : '–');
  put('names', figure(about.names));
  for (const verdict of ['free', 'close', 'taken']) put(verdict, figure(about.verdicts?.[verdict]));
  put('model', model(about.model));
} catch {
  put('date', 'can’t be read just now');
}
