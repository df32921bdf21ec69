// The browser: the machine's own Chromium, never a downloaded one, kept from talking to anybody else.
import { existsSync } from "node:fs";
import { chromium } from "playwright-core";

const PLACES = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome-stable", "/usr/bin/google-chrome"];

const FLAGS = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-dev-shm-usage",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--disable-quic",
];

/** Starts Chromium; `KICKABOUT_CHROMIUM` names another one than Debian's. */
export async function startChromium() {
  const executablePath = process.env.KICKABOUT_CHROMIUM ?? PLACES.find(existsSync);
  if (!executablePath) throw new Error(`No Chromium at ${PLACES.join(", ")}; scripts/test installs it.`);
  return chromium.launch({ executablePath, args: FLAGS });
}

/** A phone-sized page of its own person: nobody else's cookies, JavaScript as asked. */
export async function newPage(browser, { width = 390, height = 844, javaScript = true, scheme = "light" } = {}) {
  const context = await browser.newContext({
    viewport: { width, height },
    javaScriptEnabled: javaScript,
    colorScheme: scheme,
    reducedMotion: "reduce",
    locale: "en-GB",
  });
  context.setDefaultTimeout(30_000);
  if (!javaScript) scriptless.add(context);
  return context.newPage();
}

/**
 * Does `work` on the page, or on its twin with JavaScript when the page is used without: checks need
 * JavaScript, the site must not.
 */
export async function withScripts(page, work) {
  if (!scriptless.has(page.context())) return work(page);
  const [url, html] = [page.url(), await page.content()];
  const twin = await newPage(page.context().browser(), page.viewportSize());
  try {
    await twin.route(url, (route) => route.fulfill({ body: html, contentType: "text/html; charset=utf-8" }));
    await twin.goto(url, { waitUntil: "load" });
    return await work(twin);
  } finally {
    await twin.context().close();
  }
}

const scriptless = new WeakSet();
