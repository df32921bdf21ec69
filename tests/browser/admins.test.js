// Stories of admins: a new site is set up, then kept in order. Told without JavaScript.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, test } from "node:test";
import { newPage, startChromium } from "./chromium.js";
import { fill, says, submit } from "./games.js";
import { lookAround } from "./look.js";
import { fillSignIn, fillSignUp, newPlayer, stranger } from "./people.js";
import { startEmptySite } from "./site.js";

let site, browser, admin;

before(async () => {
  browser = await startChromium();
  site = await startEmptySite();
});

after(async () => {
  await browser?.close();
  await site?.stop();
});

test("the printed link sets the site up once, and makes its first admin", async () => {
  admin = await newPage(browser, { javaScript: false });
  await admin.goto(site.setUpLink);
  assert.deepEqual(await lookAround(admin), []);
  const form = 'form[action^="/set-up"]';
  const who = stranger("Ada Admin");
  const names = await admin.locator(`${form} [name]`).evaluateAll((all) => all.map((one) => one.name));
  const known = { site_name: "Parkside", time_zone: "Europe/Berlin", currency: "EUR", name: who.name, email: who.email, password: who.password };
  await fill(admin, form, Object.fromEntries(Object.entries(known).filter(([name]) => names.includes(name))));
  await submit(admin, form);
  assert.match(await admin.locator("body").innerText(), /Parkside/);
  assert.equal((await admin.goto(`${site.origin}/admin`)).status(), 200);
  const again = await (await newPage(browser)).goto(site.setUpLink);
  assert.ok(again.status() >= 400, `the link answers ${again.status()} a second time`);
});

test("an empty site says what will be here", async () => {
  const visitor = await newPage(browser, { javaScript: false });
  for (const path of ["/", "/past", "/month"]) {
    assert.equal((await visitor.goto(site.origin + path)).status(), 200);
    assert.ok((await says(visitor)).length > 40, path);
    assert.deepEqual(await lookAround(visitor), []);
  }
});

test("a player made organizer may organize at the next page, and not once it is taken back", async () => {
  const player = await newPlayer(browser, site.origin, "Ole Promoted");
  for (const [role, status] of [["organizer", 200], ["player", 403]]) {
    await admin.goto(`${site.origin}/admin/people?q=ole`);
    await admin.getByRole("link", { name: /Ole/ }).first().click();
    const form = 'form[action$="/role"]';
    await fill(admin, form, { role });
    await submit(admin, form);
    assert.equal((await player.goto(`${site.origin}/organize/venues`)).status(), status);
  }
});

test("a disabled account is signed out at the next page", async () => {
  const who = stranger("Dee Sabled");
  const player = await newPage(browser, { javaScript: false });
  await player.goto(`${site.origin}/signup`);
  await fillSignUp(player, who);
  await admin.goto(`${site.origin}/admin/people?q=sabled`);
  await admin.getByRole("link", { name: /Dee/ }).first().click();
  await submit(admin, 'form[action$="/disable"]');
  await player.goto(`${site.origin}/me`);
  assert.equal(new URL(player.url()).pathname, "/login");
  await fillSignIn(player, who);
  assert.equal(new URL(player.url()).pathname, "/login");
});

test("a forgotten password: the admin makes a link that signs in once", async () => {
  const player = await newPlayer(browser, site.origin, "Fay Getful");
  await admin.goto(`${site.origin}/admin/people?q=getful`);
  await admin.getByRole("link", { name: /Fay/ }).first().click();
  await submit(admin, 'form[action$="/sign-in-link"]');
  const link = (await says(admin)).match(/\S*\/sign-in\/[\w-]+/)?.[0];
  assert.ok(link, "the page shows the link");
  await player.context().clearCookies();
  await player.goto(new URL(link, site.origin).href);
  if (await player.locator('form[action^="/sign-in"]').count()) await submit(player, 'form[action^="/sign-in"]');
  await player.goto(`${site.origin}/me`);
  assert.equal(new URL(player.url()).pathname, "/me");
});

test("the site's new name is on every page at once, and the audit log says who changed it", async () => {
  await admin.goto(`${site.origin}/admin/settings`);
  const form = 'form[action^="/admin/settings"]';
  await fill(admin, form, { name: "Riverside" });
  await submit(admin, form);
  const visitor = await newPage(browser, { javaScript: false });
  await visitor.goto(site.origin);
  assert.match(await visitor.locator("body").innerText(), /Riverside/);
  await admin.goto(`${site.origin}/admin/audit`);
  assert.match(await says(admin), /Ada Admin|Ada/);
});

test("a backup is handed over as a file, and the audit log says to whom", async () => {
  await admin.goto(`${site.origin}/admin/backup`);
  assert.deepEqual(await lookAround(admin), []);
  const [download] = await Promise.all([
    admin.waitForEvent("download"),
    admin.getByRole("button", { name: "Download backup" }).click(),
  ]);
  assert.match(download.suggestedFilename(), /^kickabout-.*\.db$/);
  const start = (await readFile(await download.path())).subarray(0, 15).toString();
  assert.equal(start, "SQLite format 3");
  await admin.goto(`${site.origin}/admin/audit`);
  assert.match(await says(admin), /Made a backup/);
});
