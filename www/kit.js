// A handle kit: what a name may look like where a handle is needed, and where to look. Links only: whether a handle is free
// is for the visitor to see, we ask nobody.

const MARKS = /\p{M}/gu;

/** The letters and digits of a name that a handle can have. */
function base(name) {
  return name.normalize('NFKD').replace(MARKS, '').replace(/ø/gi, 'o').replace(/ß/g, 'ss').replace(/æ/gi, 'ae')
    .replace(/&/g, 'and').toLowerCase().replace(/[^a-z0-9]/g, '');
}

/** Handles in the order of preference; none for a name without Latin letters. */
export function handles(name) {
  const plain = base(name);
  if (plain === '') return [];
  const words = name.split(/\s+/).map(base).filter(Boolean);
  return [...new Set([plain, words.join('_'), `${plain}music`, `${plain}official`, plain.startsWith('dj') ? `${plain}sets` : `dj${plain}`])]
    .filter((handle) => handle.length <= 30);
}

/** Where to look for a name: [{ where, href }]. Each place has its own rules of what a handle may be. */
export function places(name) {
  const handle = base(name);
  const searches = [{ where: 'the web', href: `https://duckduckgo.com/?q=${encodeURIComponent(`"${name}" music`)}` }];
  const known = [
    { where: 'SoundCloud', href: `https://soundcloud.com/${handle}`, fits: /^.{3,25}$/ },
    { where: 'Bandcamp', href: `https://${handle}.bandcamp.com/`, fits: /^.{4,63}$/ },
    { where: 'Instagram', href: `https://www.instagram.com/${handle}/`, fits: /^.{1,30}$/ },
    { where: `${handle}.com`, href: `https://lookup.icann.org/en/lookup?name=${handle}.com`, fits: /^.{2,63}$/ },
  ];
  return [...known.filter(({ fits }) => fits.test(handle)), ...searches];
}
