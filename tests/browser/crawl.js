// Finds the pages of the site as a person does: by following its links.

/** How many pages of one shape are kept, and how many are opened to find ones that differ. */
const MOST = { "/games/{}": 12 };
const MOST_OF_OTHERS = 2;
const MOST_WITH_QUERY = 1;
const MOST_OPENED = 80;

/** Every filter is looked at by itself; their combinations show the same list. */
function isCombination(path) {
  return new Set(new URL(path, "http://site").searchParams.keys()).size > 1;
}

/** A path with its numbers taken out, and of its query the names alone. */
export function shapeOf(path) {
  const url = new URL(path, "http://site");
  const names = [...new Set(url.searchParams.keys())].sort().join("&");
  const shape = url.pathname.replace(/\/\d+(?=\/|$)/g, "/{}").replace(/\d{4}-\d{2}(-\d{2})?/g, "{}");
  return names ? `${shape}?${names}` : shape;
}

/** The pages that this person can reach from the first one by links, as paths: some of every shape. */
export async function findPages(page, origin) {
  const waiting = ["/"];
  const found = [];
  const asked = new Set();
  const kept = new Map();
  const opened = new Map();
  while (waiting.length) {
    const path = waiting.shift();
    const shape = shapeOf(path);
    const looks = kept.get(shape) ?? kept.set(shape, new Set()).get(shape);
    const tries = (opened.get(shape) ?? 0) + 1;
    if (asked.has(path) || isCombination(path) || looks.size >= mostOf(shape) || tries > MOST_OPENED) continue;
    asked.add(path);
    opened.set(shape, tries);
    const answer = await page.context().request.get(origin + path, { maxRedirects: 0 });
    if (answer.status() !== 200 || !answer.headers()["content-type"]?.startsWith("text/html")) continue;
    const html = await answer.text();
    const look = shape in MOST ? lookOf(html) : path;
    if (!looks.has(look)) found.push(path);
    looks.add(look);
    waiting.push(...linksIn(html, origin, path));
  }
  return found;
}

function mostOf(shape) {
  return MOST[shape] ?? (shape.includes("?") ? MOST_WITH_QUERY : MOST_OF_OTHERS);
}

/** What kind of page this is: pages in different states differ in their classes and in my standing. */
function lookOf(html) {
  const classes = [...html.matchAll(/\sclass="([^"]*)"/g)].flatMap(([, names]) => names.split(/\s+/));
  const mine = html.match(/data-mine="(\w*)"/)?.[1];
  return [...new Set(classes)].sort().join(" ") + ` ${mine}`;
}

/** The links of a page that stay on the site, without the place in the page that they point to. */
function linksIn(html, origin, path) {
  const links = [...html.matchAll(/<a\s[^>]*?href="([^"]*)"/g)].map(([, href]) => href.replace(/&(amp|#38|#x26);/g, "&"));
  return links
    .map((href) => new URL(href, origin + path))
    .filter((url) => url.origin === origin)
    .map((url) => url.pathname + url.search);
}

/** Every link of these pages that leads nowhere: an answer of 4xx or 5xx for the one who sees the link. */
export async function findDeadLinks(page, origin, paths) {
  const dead = [];
  const asked = new Set(paths);
  const visits = new Map();
  for (const path of paths) {
    const html = await (await page.context().request.get(origin + path)).text();
    for (const link of linksIn(html, origin, path)) {
      const shape = shapeOf(link);
      if (asked.has(link) || (visits.get(shape) ?? 0) >= MOST_OF_OTHERS) continue;
      asked.add(link);
      visits.set(shape, (visits.get(shape) ?? 0) + 1);
      const answer = await page.context().request.get(origin + link, { maxRedirects: 0 });
      if (answer.status() >= 400) dead.push(`${path} links to ${link}, which answers ${answer.status()}`);
    }
  }
  return dead;
}
