// Generates names live: with a given beginning, in a style, from ordinary to strange.

import { $, debounce, el } from './dom.js';
import { inventNames } from './api.js';
import { failure, sentence, speak } from './notice.js';
import { ROWS, nameButton, showNames } from './names.js';
import { badge } from './verdict.js';
import { count } from './words.js';

const PAUSE_MS = 250;
const EXAMPLES = [['0.3', 'familiar'], ['0.8', 'fresh'], ['1.3', 'strange']];

const newSeed = () => `${Math.floor(Math.random() * 1e12)}`;

export function startInventing() {
  const form = $('filters-live');
  const list = $('invented');
  const status = $('status-live');
  const heat = form.elements.temperature;
  let seed = newSeed(); // kept while the slider moves, so that only the temperature changes
  let controller = null;

  const filters = (more) => {
    const { prefix, kind, style } = form.elements;
    return {
      ...(prefix.value.trim() && { prefix: prefix.value.trimStart() }),
      ...(kind.value && { kind: kind.value }),
      ...(style.value && { style: style.value }),
      seed,
      ...more,
    };
  };

  async function invent() {
    controller?.abort();
    const mine = new AbortController();
    controller = mine;
    list.setAttribute('aria-busy', 'true');
    try {
      const { names } = await inventNames(filters({ n: ROWS, temperature: heat.value }), mine.signal);
      if (controller !== mine) return;
      showNames(list, names);
      status.replaceChildren(el('p', {}, names.length === ROWS ? 'Made up just now, each checked.' : `Only ${count(names.length, 'free name')} came of this.`));
      speak(`${count(names.length, 'name')} made up: ${names.map(({ name }) => name).join(', ')}`);
    } catch (error) {
      if (controller === mine && error.name !== 'AbortError') status.replaceChildren(failure(sentence(error), invent));
    } finally {
      if (controller === mine) list.removeAttribute('aria-busy');
    }
  }

  /** Shows the effect of the slider: the same beginning and seed at three temperatures. */
  async function showExamples() {
    try {
      const answers = await Promise.all(EXAMPLES.map(([temperature]) => inventNames(filters({ n: 2, temperature }))));
      $('heats').replaceChildren(...answers.map(({ names }, i) => el('li', {}, el('strong', {}, EXAMPLES[i][1]), ' ',
        ...names.map((entry) => el('span', { class: 'example' }, nameButton(entry), ' ', badge(entry.verdict))))));
    } catch {
      // The list shows the error when names are requested.
    }
  }

  /** A number means nothing to who hears it. */
  const sayHeat = () => {
    const degree = [...EXAMPLES].reverse().find(([least]) => Number(heat.value) >= Number(least))?.[1] ?? 'very familiar';
    heat.setAttribute('aria-valuetext', `${degree}, ${heat.value}`);
  };
  sayHeat();

  const soon = debounce(invent, PAUSE_MS);
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    seed = newSeed();
    soon.now();
  });
  form.addEventListener('input', () => {
    sayHeat();
    soon();
  });
  form.addEventListener('change', ({ target }) => { if (target !== heat) showExamples(); });
  // Not before somebody gets near it: on arrival the ten names come first.
  new IntersectionObserver((seen, observer) => {
    if (!seen.some(({ isIntersecting }) => isIntersecting)) return;
    observer.disconnect();
    showExamples();
  }).observe($('invent'));
}
