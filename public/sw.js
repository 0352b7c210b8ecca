// The service worker: keeps one build of the page and the catalogue, whole or not at all.
//
// It never touches /v1/, never takes over a page by itself, and keeps nothing a person wrote.
const BUILD = '{{build}}';
const CACHE = `ho-so-${BUILD}`;
const ADDRESSES = {{precache}};

// All or nothing: a build that did not arrive whole is not installed, and the old one stays.
// Files whose names carry a hash may come from the browser's cache; the others are asked for anew.
self.addEventListener('install', (event) => {
  event.waitUntil((async () => {
    const cache = await caches.open(CACHE);
    const requests = ADDRESSES.map((address) =>
      new Request(address, { cache: address.startsWith('/assets/') ? 'default' : 'reload' }));
    try {
      await cache.addAll(requests);
    } catch (error) {
      await caches.delete(CACHE);
      throw error;
    }
  })());
});

self.addEventListener('activate', (event) => {
  event.waitUntil((async () => {
    const names = await caches.keys();
    const old = names.filter((name) => name.startsWith('ho-so-') && name !== CACHE);
    await Promise.all(old.map((name) => caches.delete(name)));
    // The first build may serve the page that brought it; a later one waits for the person's word.
    if (old.length === 0) await self.clients.claim();
  })());
});

// The person chose the new version.
self.addEventListener('message', (event) => {
  if (event.data === 'use-new-version') self.skipWaiting();
});

self.addEventListener('fetch', (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== 'GET' || url.origin !== self.location.origin) return;
  if (isForServer(url.pathname)) return;
  event.respondWith(request.mode === 'navigate' ? shell(request) : file(request));
});

// The protocol, the desk of the officers and the health check are never answered from here.
function isForServer(path) {
  return path === '/healthz' || path.startsWith('/v1/') || path === '/desk' ||
    path.startsWith('/desk/');
}

async function shell(request) {
  const kept = await caches.match('/', { cacheName: CACHE });
  return kept ?? fetch(request);
}

async function file(request) {
  const kept = await caches.match(request, { cacheName: CACHE });
  if (kept) return kept;
  const response = await fetch(request);
  // Files with a hash in their name never change; only those of this site's own kind are kept.
  const isHashed = /^\/(assets|catalogue)\/.+\.[0-9a-f]{8,}\.\w+$/.test(new URL(request.url).pathname);
  if (isHashed && response.ok && response.type === 'basic') {
    const cache = await caches.open(CACHE);
    // A full phone keeps the page working: the file is simply asked for again next time.
    await cache.put(request, response.clone()).catch(() => {});
  }
  return response;
}
