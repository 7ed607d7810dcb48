// The way into a card and back. An open card has the address of the name's own page, made by the server: a reload, a
// bookmark and a sent link show the name. The way back closes the card.

const addressOf = ({ id, name }) => (id ? `/n/${id}` : `/check?name=${encodeURIComponent(name)}`);
export const linkToName = (entry) => `${location.origin}${addressOf(entry)}`;

let open = null; // { dialog, goesBack } of the card on screen
let afterwards = null; // what waits until the card is closed

/** Opens the card of a name; its script is loaded when the first one is asked for. */
export async function openCard(entry) {
  if (open) return;
  history.pushState({ card: entry }, '', addressOf(entry));
  await show(entry);
}

/** Closes the card, then does something. */
export function closeCard(then = null) {
  afterwards = then;
  open?.dialog.close();
}

async function show(entry) {
  open = { dialog: null, goesBack: true };
  const { makeCard } = await import('./card.js').catch(() => ({})); // without a connection it may be missing
  if (!open) return; // the visitor went back meanwhile
  if (!makeCard) {
    closed();
    return;
  }
  open.dialog = makeCard(entry);
  open.dialog.addEventListener('close', closed);
}

/** By Esc, by the button, by a tap beside it, or by the way back. */
function closed() {
  const { goesBack } = open;
  open = null;
  if (goesBack) history.back();
  else finish();
}

function finish() {
  afterwards?.();
  afterwards = null;
}

export function startCards() {
  window.addEventListener('popstate', ({ state }) => {
    if (state?.card && !open) show(state.card);
    else if (!state?.card && open) {
      open.goesBack = false;
      if (open.dialog) open.dialog.close();
      else open = null;
    } else if (!open) finish();
  });
}
