// A name as a poster: SVG, drawn from shapes and the fonts that the visitor's system has. Elements only, no markup, so a
// name such as <img onerror=…> is printed literally.

const NS = 'http://www.w3.org/2000/svg';
export const SIDE = 1080;

const CONDENSED = '"Avenir Next Condensed", "Roboto Condensed", "Liberation Sans Narrow", "Arial Narrow", "DejaVu Sans Condensed", sans-serif';
const ROUND = '"Avenir Next", Futura, "Century Gothic", "URW Gothic", "DejaVu Sans", sans-serif';
const SERIF = '"Bodoni 72", Didot, "Playfair Display", Georgia, "DejaVu Serif", serif';
const TYPED = '"Courier New", Courier, "Liberation Mono", "DejaVu Sans Mono", monospace';

/** What each look is called, and how it is drawn on a square. */
const LOOKS = {
  'Gig poster': (svg, name) => {
    add(svg, 'rect', { width: SIDE, height: SIDE, fill: '#ffd500' });
    add(svg, 'rect', { y: 820, width: SIDE, height: 260, fill: '#131416' });
    words(svg, name, { font: CONDENSED, weight: 800, fill: '#131416', top: 90, height: 640, left: 80, width: 920 });
    label(svg, 'LIVE · ONE NIGHT ONLY', { x: 80, y: 965, size: 64, font: CONDENSED, fill: '#ffd500' });
  },
  Neon: (svg, name) => {
    add(svg, 'rect', { width: SIDE, height: SIDE, fill: '#0b0716' });
    for (let i = 0; i < 9; i++) {
      add(svg, 'path', { d: `M0 ${760 + i * i * 5}H${SIDE}`, stroke: '#7a2cff', 'stroke-width': 3, opacity: 0.7 });
      add(svg, 'path', { d: `M540 700L${-1260 + i * 450} ${SIDE}`, stroke: '#7a2cff', 'stroke-width': 3, opacity: 0.7 });
    }
    const place = { font: ROUND, weight: 700, top: 120, height: 520, left: 90, width: 900, centred: true };
    for (const [width, opacity] of [[34, 0.14], [20, 0.22], [10, 0.5]]) {
      words(svg, name, { ...place, fill: 'none', stroke: '#ff2fa0', 'stroke-width': width, opacity, 'stroke-linejoin': 'round' });
    }
    words(svg, name, { ...place, fill: '#fff' });
  },
  Punk: (svg, name) => {
    add(svg, 'rect', { width: SIDE, height: SIDE, fill: '#f4efe6' });
    const turned = add(svg, 'g', { transform: 'rotate(-6 540 540)' });
    add(turned, 'rect', { x: 40, y: 250, width: 1000, height: 580, fill: '#d3122a' });
    add(turned, 'rect', { x: 64, y: 274, width: 952, height: 532, fill: 'none', stroke: '#f4efe6', 'stroke-width': 8, 'stroke-dasharray': '40 9 90 5' });
    words(turned, name, { font: TYPED, weight: 700, fill: '#f4efe6', top: 310, height: 460, left: 110, width: 860, centred: true });
    label(svg, 'no encore', { x: 690, y: 1000, size: 58, font: TYPED, fill: '#131416' });
  },
  'Jazz label': (svg, name) => {
    add(svg, 'rect', { width: SIDE, height: SIDE, fill: '#dfe6e4' });
    for (const [r, fill] of [[500, '#161616'], [410, '#1f1f1f'], [402, '#161616'], [340, '#0f4c5c'], [322, '#f2e3c6'], [314, '#0f4c5c'], [26, '#dfe6e4']]) {
      add(svg, 'circle', { cx: 540, cy: 540, r, fill });
    }
    words(svg, name, { font: SERIF, weight: 700, fill: '#f2e3c6', top: 300, height: 190, left: 310, width: 460, centred: true });
    label(svg, 'side one · 33⅓ rpm', { x: 540, y: 660, size: 36, font: SERIF, fill: '#f2e3c6', 'text-anchor': 'middle' });
  },
  'Festival bill': (svg, name) => {
    ['#183a59', '#27618c', '#e0633a', '#f2a24a', '#f7d488'].forEach((fill, i) => {
      add(svg, 'rect', { y: i * 216, width: SIDE, height: 217, fill });
    });
    add(svg, 'circle', { cx: 540, cy: 648, r: 250, fill: '#fdf3d8' });
    add(svg, 'path', { d: 'M0 800L260 610 470 790 700 560 1080 830V1080H0Z', fill: '#10222f' });
    words(svg, name, { font: CONDENSED, weight: 800, fill: '#fdf3d8', top: 70, height: 360, left: 70, width: 940, centred: true });
    label(svg, 'FRIDAY · MAIN STAGE', { x: 540, y: 1010, size: 60, font: CONDENSED, fill: '#f7d488', 'text-anchor': 'middle' });
  },
};
export const looks = Object.keys(LOOKS);

/** Puts a poster of the name into a box that is on the page (letters are measured there) and returns its <svg>. */
export function drawPoster(box, name, look) {
  const svg = document.createElementNS(NS, 'svg');
  set(svg, { viewBox: `0 0 ${SIDE} ${SIDE}`, width: SIDE, height: SIDE, role: 'img', 'aria-label': `${name}, as a poster` });
  box.replaceChildren(svg);
  LOOKS[look](svg, name);
  return svg;
}

/** The poster as a file's text. */
export function toText(svg) {
  return `<?xml version="1.0" encoding="UTF-8"?>\n${new XMLSerializer().serializeToString(svg)}\n`;
}

/** The poster as a PNG. */
export async function toPng(svg) {
  const image = new Image(SIDE, SIDE);
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(toText(svg))}`;
  await image.decode();
  const canvas = Object.assign(document.createElement('canvas'), { width: SIDE, height: SIDE });
  canvas.getContext('2d').drawImage(image, 0, 0, SIDE, SIDE);
  return new Promise((done) => { canvas.toBlob(done, 'image/png'); });
}

// ---- letters ----

/** The name in as many lines as let it stand largest in the box: its words stay whole. */
function words(parent, name, { font, weight, top, height, left, width, centred, ...paint }) {
  const candidates = breaks(name.split(/\s+/)).map((lines) => {
    const texts = lines.map((line) => add(parent, 'text', { 'font-family': font, 'font-weight': weight, 'font-size': 100, ...paint }, line));
    const widest = Math.max(...texts.map((text) => text.getComputedTextLength()));
    return { texts, size: Math.min((100 * width) / Math.max(widest, 1), height / lines.length / 1.05, 400) };
  });
  const best = candidates.reduce((one, other) => (other.size > one.size ? other : one));
  for (const { texts } of candidates) if (texts !== best.texts) texts.forEach((text) => text.remove());
  const first = top + (height - best.size * 1.05 * best.texts.length) / 2 + best.size * 0.84;
  best.texts.forEach((text, i) => set(text, {
    'font-size': best.size,
    x: centred ? left + width / 2 : left,
    y: first + i * best.size * 1.05,
    ...(centred && { 'text-anchor': 'middle' }),
  }));
}

/** Every way to break a few words into up to four lines; many words make four lines of about the same length. */
function breaks(list) {
  if (list.length > 8) {
    const part = Math.ceil(list.length / 4);
    return [[0, 1, 2, 3].map((i) => list.slice(i * part, (i + 1) * part).join(' ')).filter(Boolean)];
  }
  const ways = [];
  for (let mask = 0; mask < 1 << (list.length - 1); mask++) {
    const lines = [list[0]];
    list.slice(1).forEach((word, i) => {
      if (mask & (1 << i)) lines.push(word);
      else lines[lines.length - 1] += ` ${word}`;
    });
    if (lines.length <= 4) ways.push(lines);
  }
  return ways;
}

function label(parent, text, { size, font, ...rest }) {
  add(parent, 'text', { 'font-family': font, 'font-weight': 700, 'font-size': size, 'letter-spacing': 2, ...rest }, text);
}

function add(parent, tag, attributes, text) {
  const element = document.createElementNS(NS, tag);
  set(element, attributes);
  if (text !== undefined) element.textContent = text;
  parent.append(element);
  return element;
}

function set(element, attributes) {
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
}
