// The list on screen, to take along: as a link, as files; and more in the taste of the shortlist.

import { $ } from './dom.js';
import { passOn } from './copy.js';
import { saveList } from './files.js';
import { speak } from './notice.js';
import { linkTo } from './share.js';
import { onStars, stars } from './stars.js';

const ENOUGH_FOR_TASTE = 3;
const MOST_LIKED = 20;
const SHOWN_MS = 2000;
let entries = [];

export function offer(names) {
  entries = names.filter(({ name }) => name);
  $('take').hidden = entries.length === 0;
}

const liked = () => stars().map(({ id }) => id).filter(Boolean).slice(-MOST_LIKED);

export function startTaking() {
  for (const [id, format] of [['as-text', 'txt'], ['as-csv', 'csv'], ['as-excel', 'excel']]) {
    $(id).addEventListener('click', () => saveList('names', entries, format));
  }
  $('share').addEventListener('click', async () => {
    const text = await passOn(document.title, linkTo(entries));
    if (!text) return;
    $('share').textContent = text;
    speak(text);
    setTimeout(() => { $('share').textContent = 'Share this list'; }, SHOWN_MS);
  });
  $('taste').addEventListener('click', () => document.dispatchEvent(new CustomEvent('stagename:like', { detail: { ids: liked() } })));
  onStars(() => { $('taste').hidden = liked().length < ENOUGH_FOR_TASTE; });
}
