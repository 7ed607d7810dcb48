// Puts the page together. Names come first; everything else can wait for them or do without.

import { fetchChoices } from './api.js';
import { startCards } from './cards.js';
import { startChecking } from './check.js';
import { learnAll, onCorpus } from './corpus.js';
import { startDealing } from './deal.js';
import { $ } from './dom.js';
import { fillMenu } from './filters.js';
import { startInventing } from './invent.js';
import './offline.js';
import { startStars } from './star.js';
import { startTaking } from './take.js';
import { startVerdicts } from './verdict.js';
import { checkedAgainst } from './words.js';

startDealing();
startVerdicts();
startStars();
startTaking();
startCards();
learnAll();
startChecking();
startInventing();

/** What the page says of the corpus grows more exact as answers come in. */
onCorpus((corpus) => {
  $('as-of').textContent = checkedAgainst(corpus);
  $('verdict').options[0].textContent = corpus.corpus_is_small ? 'unlisted' : 'free';
});
let styles;
onCorpus((corpus) => {
  if (corpus.styles === styles) return;
  styles = corpus.styles;
  for (const id of ['style', 'style-live']) fillMenu($(id), 'style', styles);
});

/** Themes are at the end of the sentence and can wait; a server without them leaves a blank there, so that nothing moves. A
 * choice of recommended names is offered where curators recommend some, and where the address asks for them. */
async function offerThemes() {
  const { themes = [], featured = [] } = await fetchChoices().catch(() => ({}));
  fillMenu($('theme'), 'theme', themes);
  $('theme-gap').classList.toggle('absent', themes.length === 0);
  $('featured-gap').hidden = featured.length === 0 && $('featured').value === '';
}
addEventListener('load', offerThemes);
