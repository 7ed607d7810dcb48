// Keeps one version of the site's own files for the time without a connection, so that the shortlist opens then too. Pages come
// from the network first: nobody is left with old ones. The API is never kept.
//
// Each version of the site has its own worker and its own cache. A new one waits until no page of the version before
// is open, as that one may still load files of its version.

const ASSETS = '@ASSETS@';
const PAGES = ['/', '/about.html', '/shortlist.html'];
const FILES = ['@FILES@'];

async function keep() {
  const cache = await caches.open(ASSETS);
  await cache.addAll(FILES.map((file) => `${ASSETS}/${file}`));
  for (const page of PAGES) {
    const fresh = await fetch(page, { cache: 'no-store' });
    // An update in between: the pages belong to the next worker.
    if (!fresh.ok || !(await fresh.clone().text()).includes(ASSETS)) throw new Error(`${page} is not of this version`);
    await cache.put(page, fresh);
  }
}

async function forgetOthers() {
  for (const name of await caches.keys()) if (name !== ASSETS) await caches.delete(name);
  await self.clients.claim();
}

const kept = async (pathname) => (await caches.open(ASSETS)).match(pathname);

async function pageFirstFromNetwork(request, pathname) {
  try {
    return await fetch(request);
  } catch (error) {
    const page = await kept(pathname);
    if (page) return page;
    throw error;
  }
}

self.addEventListener('install', (event) => event.waitUntil(keep()));
self.addEventListener('activate', (event) => event.waitUntil(forgetOthers()));
self.addEventListener('fetch', (event) => {
  const { origin, pathname } = new URL(event.request.url);
  if (event.request.method !== 'GET' || origin !== self.location.origin) return;
  if (PAGES.includes(pathname)) event.respondWith(pageFirstFromNetwork(event.request, pathname));
  if (pathname.startsWith(`${ASSETS}/`)) event.respondWith(kept(pathname).then((file) => file ?? fetch(event.request)));
});
