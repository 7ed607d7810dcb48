// The button that puts a name on the shortlist and takes it off again, and the count beside the link to the list.

import { $, button } from './dom.js';
import { speak } from './notice.js';
import { MOST, isStarred, isStored, onStars, star, stars, unstar } from './stars.js';

export function starButton(entry) {
  const { name } = entry;
  const element = button({ class: 'tool star', 'aria-label': `Shortlist ${name}`, 'data-name': name }, '', () => {
    if (isStarred(name)) {
      unstar(name);
      speak(`${name} is off your shortlist`);
    } else if (star(entry)) {
      speak(`${name} is on your shortlist${isStored() ? '' : ', until you leave: this browser stores nothing'}`);
    } else {
      speak(`Your shortlist is full: it holds ${MOST} names`);
    }
  });
  show(element);
  return element;
}

function show(element) {
  const pressed = isStarred(element.dataset.name);
  element.setAttribute('aria-pressed', pressed);
  element.textContent = pressed ? '★' : '☆';
}

/** Begins keeping the buttons on the page and the count up to date. */
export function startStars() {
  onStars(() => {
    document.querySelectorAll('.star').forEach(show);
    $('starred').textContent = stars().length ? ` (${stars().length})` : '';
  });
}
