// The site without a mouse: Tab, Enter and the keys that fields have.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { newPage, startChromium } from "./chromium.js";
import { addVenue, postGame, standing } from "./games.js";
import { newPerson, stranger } from "./people.js";
import { startDemo } from "./site.js";

const FAR = 80;

let site, browser;

before(async () => {
  browser = await startChromium();
  site = await startDemo();
});

after(async () => {
  await browser?.close();
  await site?.stop();
});

/** Presses Tab until what has the focus is `wanted`, a selector or the words on a button; fails where the focus cannot be seen. */
async function tabTo(page, wanted) {
  for (let step = 0; step < FAR; step += 1) {
    await page.keyboard.press("Tab");
    const focus = page.locator(":focus");
    if (!(await focus.count())) continue;
    const [words, seen] = await focus.evaluate((element) => {
      const hasRing = (part) => {
        const style = getComputedStyle(element, part);
        return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
      };
      // A link that covers its whole row has its ring around the row.
      const isSeen = [null, "::before", "::after"].some(hasRing);
      return [(element.innerText || element.value || element.name || "").trim(), isSeen];
    });
    assert.ok(seen, `the focus on "${words}" cannot be seen`);
    if (words === wanted) return;
    const isSelector = /[\[#]/.test(wanted);
    if (isSelector && (await focus.evaluate((element, selector) => element.matches(selector), wanted))) return;
  }
  assert.fail(`Tab does not lead to ${wanted} on ${page.url()}`);
}

test("the keyboard alone leads from the list into a game", async () => {
  const organizer = await newPerson(browser, site, "organizer");
  const venue = await addVenue(organizer, site.origin, "Key Court");
  const game = await postGame(organizer, site.origin, { venue, title: "Keys only" });
  const page = await newPage(browser);
  await page.goto(`${site.origin}/?q=keys+only`);
  await tabTo(page, `a[href="${game}"]`);
  await page.keyboard.press("Enter");
  await page.waitForURL(site.origin + game);
  await tabTo(page, "[name=name]");
  await page.keyboard.type("Kay Board");
  await tabTo(page, "I'm in");
  await page.keyboard.press("Enter");
  await page.waitForFunction(() => document.querySelector("[data-mine=confirmed]"));
  assert.equal(await standing(page), "confirmed");
});

test("the keyboard alone leads to an account", async () => {
  const page = await newPage(browser);
  await page.goto(`${site.origin}/login`);
  await tabTo(page, 'main a[href^="/signup"]');
  await page.keyboard.press("Enter");
  await page.waitForURL(/\/signup/);
  const who = stranger("Kay Board");
  for (const name of ["name", "email", "password"]) {
    await tabTo(page, `[name=${name}]`);
    await page.keyboard.type(who[name]);
  }
  await page.keyboard.press("Enter");
  await page.waitForSelector('form[action="/logout"]');
});

test("the first Tab offers to skip to what the page is about", async () => {
  const page = await newPage(browser);
  await page.goto(site.origin);
  await page.keyboard.press("Tab");
  const href = await page.locator(":focus").getAttribute("href");
  assert.match(href, /^#/);
  await page.keyboard.press("Enter");
  assert.ok(await page.locator(`main${href}, main ${href}`).count());
});
