// The headline says what the list below it is.

import { $ } from './dom.js';

const BY_VERDICT = { close: 'Close to real names.', taken: 'Names that are taken.', any: 'Names, free or not.' };

export function headline({ verdict, with: words }, { ids, like }) {
  let text = BY_VERDICT[verdict] ?? 'Find your next name.';
  if (words) text = 'Made from your words.';
  if (like) text = like.includes(',') ? 'In your taste.' : 'More like that one.';
  if (ids) text = 'A list for you.';
  if ($('headline').textContent !== text) $('headline').textContent = text;
}
