// The button that puts a name on the shortlist and takes it off again, and the count beside the link to the list.

import { $, el } from './dom.js';
import { speak } from './notice.js';
import { MOST, isStarred, isStored, onStars, star, stars, unstar } from './stars.js';

const buttons = new Map(); // button → name, of those that are on the page

export function starButton(entry) {
  const button = el('button', { class: 'tool star', type: 'button', 'aria-label': `Shortlist ${entry.name}` });
  button.addEventListener('click', () => {
    if (isStarred(entry.name)) {
      unstar(entry.name);
      speak(`${entry.name} is off your shortlist`);
    } else if (star(entry)) {
      speak(`${entry.name} is on your shortlist${isStored() ? '' : ', until you leave: this browser stores nothing'}`);
    } else {
      speak(`Your shortlist is full: it holds ${MOST} names`);
    }
  });
  buttons.set(button, entry.name);
  show(button, entry.name);
  return button;
}

function show(button, name) {
  const pressed = isStarred(name);
  button.setAttribute('aria-pressed', pressed);
  button.textContent = pressed ? '★' : '☆';
}

/** Begins keeping buttons and the count up to date. */
export function startStars() {
  const count = $('starred');
  onStars(() => {
    for (const [button, name] of buttons) {
      if (button.isConnected) show(button, name);
      else buttons.delete(button);
    }
    if (count) count.textContent = stars().length ? ` (${stars().length})` : '';
  });
}
