// Stories of strangers who are in with a name, told on a phone and without JavaScript.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { newPage, startChromium } from "./chromium.js";
import { addVenue, postGame, press, says, standing } from "./games.js";
import { lookAround } from "./look.js";
import { newPerson, stranger } from "./people.js";
import { startDemo } from "./site.js";

const IN = "I'm in";

let site, browser, organizer, venue;

before(async () => {
  browser = await startChromium();
  site = await startDemo();
  organizer = await newPerson(browser, site, "organizer", { javaScript: false });
  venue = await addVenue(organizer, site.origin, "Names Field");
});

after(async () => {
  await browser?.close();
  await site?.stop();
});

function post(fields) {
  return postGame(organizer, site.origin, { venue, title: "Evening kick", capacity: 4, max_guests: 2, ...fields });
}

async function strangerAt(game, options = {}) {
  const page = await newPage(browser, { javaScript: false, ...options });
  await page.goto(site.origin + game);
  return page;
}

function taken(page) {
  return page.locator("main[data-taken]").getAttribute("data-taken");
}

test("a stranger opens a link, types a name, is in, reloads, drops out and comes back", async () => {
  const game = await post({ title: "By the canal" });
  const page = await strangerAt(game);
  assert.deepEqual(await lookAround(page), []);
  await page.getByLabel("Your name").fill("Noor Haddad");
  await press(page, IN);
  assert.equal(new URL(page.url()).pathname, game);
  assert.equal(await standing(page), "confirmed");
  assert.match(await says(page), /Noor H\./);
  assert.deepEqual(await lookAround(page), []);
  await page.reload();
  assert.equal(await standing(page), "confirmed");
  await press(page, "Can't make it");
  assert.equal(await standing(page), "withdrawn");
  await press(page, IN);
  assert.equal(await standing(page), "confirmed");
  assert.equal(await taken(page), "1");
});

test("two taps on I'm in make one player", async () => {
  const game = await post({ title: "Double tap" });
  const page = await strangerAt(game, { javaScript: true });
  await page.getByLabel("Your name").fill("Mika Lind");
  await page.getByRole("button", { name: IN }).dblclick({ noWaitAfter: true });
  await page.locator('main[data-mine="confirmed"]').waitFor();
  assert.equal(await taken(page), "1");
});

test("a wrong name is said where it is mended, and the guest is still there", async () => {
  const game = await post({ title: "Nameless" });
  const page = await strangerAt(game);
  await page.getByLabel("Your name").fill("   ");
  await page.locator("#join summary").first().click();
  await page.locator("#f-guest-1").fill("Pelle");
  await page.getByLabel("Your name").press("Enter");
  await page.waitForLoadState();
  assert.match(await page.locator("#f-name-error").innerText(), /Give a name/);
  assert.equal(await page.locator("#f-guest-1").inputValue(), "Pelle");
  assert.deepEqual(await lookAround(page), []);
});

test("a personal link brings the same player into another browser", async () => {
  const game = await post({ title: "From the chat" });
  const page = await strangerAt(game);
  await page.getByLabel("Your name").fill("Sol Meyer");
  await press(page, IN);
  await press(page, "Get my personal link");
  assert.deepEqual(await lookAround(page), []);
  const link = await page.getByLabel("Your personal link").inputValue();
  const other = await newPage(browser, { javaScript: false });
  await other.goto(link);
  assert.deepEqual(await lookAround(other), []);
  await press(other, "Open as Sol Meyer on this device");
  assert.equal(new URL(other.url()).pathname, game);
  assert.equal(await standing(other), "confirmed");
});

test("a name becomes an account on the account page, and signing out before that is asked twice", async () => {
  const game = await post({ title: "To stay" });
  const page = await strangerAt(game);
  await page.getByLabel("Your name").fill("Ravi Stone");
  await press(page, IN);
  await page.locator('form[action="/logout"] button').first().click();
  await page.waitForLoadState();
  assert.match(await says(page), /only way back/);
  assert.deepEqual(await lookAround(page), []);
  await page.goto(`${site.origin}/me/account`);
  assert.deepEqual(await lookAround(page), []);
  const who = stranger("Ravi Stone");
  await page.locator("#access [name=email]").fill(who.email);
  await page.locator("#access [name=password]").fill(who.password);
  await press(page, "Add to my name");
  assert.match(await says(page), /You have an account now/);
  await page.goto(site.origin + game);
  assert.equal(await standing(page), "confirmed");
});

test("an organizer removes and blocks somebody in one tap, and lets them back", async () => {
  const game = await post({ title: "Fair play" });
  const page = await strangerAt(game);
  await page.getByLabel("Your name").fill("Kay Rough");
  await press(page, IN);
  await organizer.goto(`${site.origin}/organize${game}`);
  assert.deepEqual(await lookAround(organizer), []);
  await press(organizer, "Remove and block Kay Rough");
  assert.match(await says(organizer), /Taken off the list, and blocked/);
  await page.goto(site.origin + game);
  await press(page, IN);
  assert.match(await says(page), /has blocked you from their games/);
  await organizer.goto(`${site.origin}/organize/blocked`);
  assert.deepEqual(await lookAround(organizer), []);
  await press(organizer, "Let back Kay Rough");
  await page.goto(site.origin + game);
  await press(page, IN);
  assert.equal(await standing(page), "confirmed");
});
