// The page of a name, stored or not: the card takes the place of what the server wrote, which does without JavaScript.

import { cardParts } from './card.js';
import { learn } from './corpus.js';
import { $ } from './dom.js';
import { dataOf } from './first.js';
import { startStars } from './star.js';
import { startVerdicts } from './verdict.js';

const { artists, as_of, corpus_is_small, ...entry } = dataOf($('entry'));
learn({ artists, as_of, corpus_is_small });
startVerdicts();
$('card').replaceChildren(...cardParts(entry, 'h2'));
startStars();
