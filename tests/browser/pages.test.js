// Every page, for every role, looked at on a phone and on a laptop, in light and in dark.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { weight } from "./checks/weight.js";
import { newPage, startChromium } from "./chromium.js";
import { findDeadLinks, findPages, shapeOf } from "./crawl.js";
import { lookAt } from "./look.js";
import { newPerson } from "./people.js";
import { startDemo } from "./site.js";
import { watch } from "./watcher.js";

/** Pages that a role must find by links alone; with fewer, the tests below would say little. */
const MUST_FIND = {
  visitor: ["/", "/past", "/month", "/games/{}", "/login", "/login/link", "/signup", "/calendar"],
  player: ["/", "/past", "/month", "/games/{}", "/me", "/me/account", "/me/calendar", "/me/notices", "/me/account/notices", "/me/account/email"],
  organizer: ["/organize", "/organize/games/new", "/organize/games/{}", "/organize/games/{}/edit", "/organize/games/{}/cancel", "/organize/games/{}/message",
    "/organize/venues", "/organize/venues/{}", "/organize/series/new"],
  admin: ["/admin", "/admin/people", "/admin/people/{}", "/admin/settings", "/admin/games", "/admin/audit", "/admin/mail", "/admin/backup"],
};

let site, browser;

before(async () => {
  browser = await startChromium();
  site = await startDemo();
});

after(async () => {
  await browser?.close();
  await site?.stop();
});

for (const role of Object.keys(MUST_FIND)) {
  describe(`to the ${role}`, () => {
    test("every page looks right in every way, and every link leads somewhere", async (t) => {
      const page = await newPerson(browser, site, role);
      const watcher = watch(page, site.origin);
      const paths = await findPages(page, site.origin);
      const shapes = new Set(paths.map(shapeOf));
      await t.test("all the role's pages can be reached by links", () => {
        assert.deepEqual(MUST_FIND[role].filter((shape) => !shapes.has(shape)), []);
      });
      await t.test("no link is dead", async () => {
        assert.deepEqual(await findDeadLinks(page, site.origin, paths), []);
      });
      for (const path of paths) {
        await t.test(`${path} looks right`, async () => {
          assert.deepEqual(await lookAt(page, watcher, site.origin, path), []);
        });
      }
      await page.context().close();
    });
  });
}

test("a page that does not exist looks like the site and leads back", async () => {
  const page = await newPage(browser);
  const found = await lookAt(page, watch(page, site.origin), site.origin, "/games/999999", 404);
  assert.deepEqual(found, []);
  assert.ok(await page.locator('a[href="/"]').count());
});

test("the first view of the upcoming games fits in 14 kB compressed", async () => {
  const page = await newPage(browser);
  await page.goto(site.origin, { waitUntil: "load" });
  assert.deepEqual(await weight(page), []);
});

test("the text for a chat is copied with one tap, and stands there whole without a script", async () => {
  const page = await newPage(browser, { width: 360 });
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"], { origin: site.origin });
  await page.goto(site.origin);
  await page.goto(site.origin + (await page.locator(".game h3 a").first().getAttribute("href")));
  await page.locator('a[href$="/share"]').click();
  const list = page.locator("textarea").last();
  assert.ok(await list.evaluate((field) => field.scrollHeight <= field.clientHeight), "some of it is out of sight");
  await page.locator("button[data-copies]").last().click();
  await page.locator("[role=status]", { hasText: "Copied." }).waitFor();
  assert.equal(await page.evaluate(() => navigator.clipboard.readText()), await list.inputValue());
  const scriptless = await newPage(browser, { width: 360, javaScript: false });
  await scriptless.goto(page.url());
  assert.deepEqual(await scriptless.locator("button[data-copies]").evaluateAll((all) => all.map((one) => one.hidden)), [true, true]);
});
