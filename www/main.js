// Puts the page together. Names come first; everything else can wait for them or do without.

import { fetchAbout } from './api.js';
import { startChecking } from './check.js';
import { startDealing } from './deal.js';
import { $ } from './dom.js';
import { fillStyles } from './filters.js';
import { startInventing } from './invent.js';
import './offline.js';
import { startStars } from './star.js';
import { shape } from './verdict.js';
import { checkedAgainst } from './words.js';

const corpus = {};

/** The line below the headline grows more exact as answers come in: first the date, then how many artists. */
function learn(facts) {
  Object.assign(corpus, facts);
  $('as-of').textContent = checkedAgainst(corpus);
}

async function learnAboutCorpus() {
  try {
    const { artists, as_of: asOf, corpus_is_small: isSmall, styles } = await fetchAbout();
    learn({ artists, corpus_is_small: isSmall, ...(asOf && { as_of: asOf }) });
    if (Array.isArray(styles)) for (const id of ['style', 'style-live']) fillStyles($(id), styles);
  } catch {
    // The page works without these counts: the menu keeps only "Any", and the line stays general.
  }
}

startDealing({ onAsOf: (asOf) => learn({ as_of: asOf }) });
learnAboutCorpus();
startChecking();
startInventing();
startStars();
for (const term of document.querySelectorAll('dt[data-verdict]')) term.prepend(shape(term.dataset.verdict));
