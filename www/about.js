// The figures on the About page. Without them the page says everything else just as well.

import { fetchAbout } from './api.js';
import { $ } from './dom.js';
import { startVerdicts } from './verdict.js';
import { date, number } from './words.js';

const put = (id, value) => { $(id).textContent = value; };
const figure = (value) => (Number.isFinite(value) ? number(value) : '–');

/** When the newest names came, and what the curator noted about them, if anything. */
function latest({ imported_at: time, note }) {
  if (!time) return '–';
  return `${date(time.slice(0, 10))}${note ? ` (${note})` : ''}`;
}

startVerdicts();

try {
  const about = await fetchAbout();
  put('artists', figure(about.artists));
  put('date', about.as_of ? date(about.as_of) : '–');
  put('names', figure(about.names));
  for (const verdict of ['free', 'close', 'taken']) put(verdict, figure(about.verdicts?.[verdict]));
  put('latest', latest(about));
} catch {
  put('date', 'can’t be read just now');
}
