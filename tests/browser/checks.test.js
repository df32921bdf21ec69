// The checks themselves: each is silent about a good page and speaks about one broken for it.
import assert from "node:assert/strict";
import { createServer } from "node:http";
import { randomBytes } from "node:crypto";
import { after, before, test } from "node:test";
import { accessibility } from "./checks/accessibility.js";
import { overflow } from "./checks/overflow.js";
import { stillness } from "./checks/stillness.js";
import { targets } from "./checks/targets.js";
import { validity } from "./checks/validity.js";
import { weight } from "./checks/weight.js";
import { words } from "./checks/words.js";
import { newPage, startChromium } from "./chromium.js";
import { enlargeText, lookAround } from "./look.js";
import { watch } from "./watcher.js";

const STYLE = `body { margin: 0; font: 1rem/1.5 sans-serif; color: #111; background: #fff }
  main { padding: 1rem } .button, button { display: inline-block; min-width: 44px; min-height: 44px; color: #004 }
  label { display: inline-flex; min-height: 44px; align-items: center }
  .row { position: relative; padding: 1rem } .row a::after { content: ""; position: absolute; inset: 0 }`;

const GOOD = document(`<h1>Games</h1><p>See <a href="/">all the games of the week</a> here.</p>
  <form method="post" action="/"><label><input type="checkbox" name="free"> Only free</label>
  <button type="submit">I'm in</button></form>
  <div class="row"><a href="/one">Football</a></div>`);

function document(main, style = STYLE) {
  return `<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Games</title><link rel="icon" href="data:,"><style>${style}</style></head><body><main>${main}</main></body></html>`;
}

let browser, server, origin;
const pages = new Map();

before(async () => {
  browser = await startChromium();
  server = createServer((request, answer) => {
    const { body = "", headers = {}, wait = 0 } = pages.get(request.url) ?? {};
    setTimeout(() => answer.writeHead(200, { "content-type": "text/html; charset=utf-8", ...headers }).end(body), wait);
  });
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  origin = `http://127.0.0.1:${server.address().port}`;
});

after(async () => {
  await browser?.close();
  server?.closeAllConnections();
  server?.close();
});

async function open(path, body, { headers, ...options } = {}) {
  pages.set(path, { body, headers });
  const page = await newPage(browser, { width: 320, ...options });
  const watcher = watch(page, origin);
  await page.goto(origin + path, { waitUntil: "load" });
  return { page, watcher };
}

test("a good page passes every check", async () => {
  const { page, watcher } = await open("/good", GOOD);
  const found = [accessibility, overflow, words, targets, stillness, weight].map((check) => check(page));
  found.push(validity(GOOD));
  assert.deepEqual((await Promise.all(found)).flat(), []);
  assert.deepEqual(watcher.problems(), []);
});

test("grey words on white are found", async () => {
  const { page } = await open("/grey", document(`<h1>Games</h1><p style="color: #aaa">Full</p>`));
  assert.match((await accessibility(page)).join(), /color-contrast/);
});

test("dark words in the dark are found in the dark alone", async () => {
  const style = "@media (prefers-color-scheme: dark) { body { background: #222; color: #555 } }";
  const { page } = await open("/dark", document(`<h1>Games</h1><p>Full</p>`, style));
  assert.deepEqual(await accessibility(page), []);
  await page.emulateMedia({ colorScheme: "dark" });
  assert.match((await accessibility(page)).join(), /color-contrast/);
});

test("a page that is used without JavaScript is looked at all the same, and stays without", async () => {
  const script = `<script>document.title = "Script ran"</script>`;
  const grey = document(`<h1>Games</h1><p style="color: #aaa">Full</p>${script}`);
  const { page } = await open("/scriptless", grey, { javaScript: false });
  assert.match((await lookAround(page)).join(), /color-contrast/);
  await page.reload();
  assert.equal(await page.title(), "Games");
});

test("a field without a label is found", async () => {
  const { page } = await open("/label", document(`<h1>Games</h1><input name="title">`));
  assert.match((await accessibility(page)).join(), /label/);
});

test("a page wider than the window is found, a table that scrolls by itself is not", async () => {
  const wide = await open("/wide", document(`<h1>Games</h1><p style="width: 400px">Wide</p>`));
  assert.match((await overflow(wide.page)).join(), /400|432|416/);
  const table = `<h1>Games</h1><div style="overflow-x: auto"><p style="width: 400px">Wide</p></div>`;
  assert.deepEqual(await overflow((await open("/table", document(table))).page), []);
});

test("words that only fit at their usual size are found at double the size", async () => {
  const { page } = await open("/large", document(`<h1 style="white-space: nowrap">Football time</h1>`));
  assert.deepEqual(await overflow(page), []);
  await enlargeText(page);
  assert.match((await overflow(page)).join(), /scrolls sideways/);
});

test("a short word torn over two lines is found, a long one and one between words are not", async () => {
  const narrow = (text) => document(`<h1>Games</h1><p style="width: 4rem; overflow-wrap: anywhere; font-size: 2rem">${text}</p>`);
  const { page } = await open("/torn", narrow("10:00"));
  assert.match((await words(page)).join(), /"10:00" is torn over 2 lines/);
  assert.deepEqual(await words((await open("/whole", narrow("at 7 or so Donaudampfschifffahrt"))).page), []);
});

test("small targets are found, a link in a sentence is none", async () => {
  const small = `<h1>Games</h1><a href="/">Map</a><button style="min-height: 30px; height: 30px">I'm in</button><input type="checkbox">`;
  const { page } = await open("/small", document(small));
  assert.equal((await targets(page)).length, 3);
});

test("what moves after it was drawn is found", async () => {
  const script = `<script>setTimeout(() => document.querySelector("h1").style.marginTop = "200px", 50)</script>`;
  const { page } = await open("/moves", document(`<h1>Games</h1><p>All of them</p>${script}`));
  await page.waitForTimeout(200);
  assert.match((await stillness(page)).join(), /layout shift/);
});

test("HTML that is not valid is found", async () => {
  assert.match((await validity(document(`<h1>Games</h1><ul><p>One</p></ul>`))).join(), /invalid HTML/);
  assert.match((await validity(document(`<p id="a">A</p><p id="a">B</p>`))).join(), /duplicate/i);
});

test("a heavy first view is found", async () => {
  const { page } = await open("/heavy", document(`<h1>Games</h1><p hidden>${randomBytes(8_000).toString("hex")}</p>`));
  assert.match((await weight(page)).join(), /first view is 16\d\d\d bytes/);
});

test("a style that the policy forbids, a request to another place and a script error are found", async () => {
  const headers = { "content-security-policy": "default-src 'self'; style-src 'self'; script-src 'unsafe-inline'" };
  const main = `<h1 style="color: red">Games</h1><img alt="" src="http://127.0.0.2:1/x.png"><script>missing()</script>`;
  const { watcher } = await open("/policy", document(main), { headers });
  const found = watcher.problems().join("\n");
  assert.match(found, /Content Security Policy/);
  assert.match(found, /127\.0\.0\.2/);
  assert.match(found, /script error: missing/);
});
