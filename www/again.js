// Loads the page again, once, when a file of its version is missing: the page was kept by the browser for longer than the server
// keeps old versions, or the servers are being updated. The history entry remembers that, because it survives the reload.
//
// No module, and not in the folder of a version, so that it is there when the others are not.

(() => {
  const version = document.currentScript.dataset.version;
  const NOT_LOADED = /dynamically imported module|importing a module script/i; // as browsers say it of an import() that failed

  let isAsking = false;

  /** Only while the site answers: without a connection the page that is there is better than none. */
  async function again() {
    if (isAsking || history.state?.again === version) return;
    isAsking = true;
    const answer = await fetch(location.href, { method: 'HEAD', cache: 'no-store' }).catch(() => null);
    isAsking = false;
    if (!answer?.ok) return;
    history.replaceState({ ...history.state, again: version }, '');
    location.reload();
  }

  const isOfVersion = (address) => typeof address === 'string' && new URL(address, location.href).pathname.startsWith(`${version}/`);

  addEventListener('error', ({ target, filename, error }) => {
    if (target instanceof HTMLScriptElement && isOfVersion(target.src)) again();
    else if (target instanceof HTMLLinkElement && target.rel === 'stylesheet' && isOfVersion(target.href)) again();
    else if (error instanceof SyntaxError && isOfVersion(filename)) again(); // a module lacks what another one imports
  }, true);
  addEventListener('unhandledrejection', ({ reason }) => {
    if (reason instanceof TypeError && NOT_LOADED.test(reason.message)) again();
  });
})();
