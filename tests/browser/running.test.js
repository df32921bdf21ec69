// Stories of running games: who came, changes that reach further, people who help. Told without JavaScript.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { newPage, startChromium } from "./chromium.js";
import { addVenue, fill, postGame, press, says, submit, wallTime } from "./games.js";
import { lookAround } from "./look.js";
import { fillSignUp, newPerson, newPlayer, stranger } from "./people.js";
import { startDemo } from "./site.js";

let site, browser, organizer, venue;

before(async () => {
  browser = await startChromium();
  site = await startDemo();
  organizer = await newPerson(browser, site, "organizer", { javaScript: false });
  venue = await addVenue(organizer, site.origin, "Mill Bridge");
});

after(async () => {
  await browser?.close();
  await site?.stop();
});

function post(fields) {
  return postGame(organizer, site.origin, { venue, title: "Evening kick", ...fields });
}

test("who came is noted with one tap each, and can be taken back", async () => {
  const game = await post({ title: "Soon", ...wallTime(1) });
  const player = await newPlayer(browser, site.origin, "Pia Punctual");
  await player.goto(site.origin + game);
  await press(player, "I'm in");
  await organizer.goto(`${site.origin}/organize${game}`);
  const tap = async (name) => press(organizer, name);
  const pressed = () => organizer.locator('#attendance button[aria-pressed="true"]').allInnerTexts();
  assert.deepEqual(await pressed(), []);
  await tap("Present");
  assert.deepEqual(await pressed(), ["Present"]);
  assert.match(await organizer.locator("#attendance").innerText(), /1 of 1 marked/);
  assert.deepEqual(await lookAround(organizer), []);
  await tap("No-show");
  assert.deepEqual(await pressed(), ["No-show"]);
  await tap(/Clear/);
  assert.deepEqual(await pressed(), []);
});

test("this and following: a change reaches the later games and leaves the earlier one alone", async () => {
  const form = 'form[action="/organize/series"]';
  await organizer.goto(`${site.origin}/organize/series/new`);
  await fill(organizer, form, { ...wallTime(24 * 2), venue, title: "Thursday regulars", capacity: 10, minimum: 0, every_weeks: 1, count: 3 });
  await submit(organizer, form);
  const games = organizer.locator("main li[data-game]");
  const [, second] = await games.evaluateAll((all) => all.map((one) => one.dataset.game));
  await organizer.goto(`${site.origin}/organize/games/${second}/edit`);
  assert.deepEqual(await lookAround(organizer), []);
  const edit = `form[action="/organize/games/${second}"]`;
  await fill(organizer, edit, { capacity: 14, scope: "following" });
  await submit(organizer, edit);
  await organizer.goto(`${site.origin}/organize/games/${second}`);
  await organizer.getByRole("link", { name: "All of its series" }).click();
  await organizer.waitForLoadState();
  assert.deepEqual(await games.evaluateAll((all) => all.map((one) => one.dataset.capacity)), ["10", "14", "14"]);
});

test("a co-organizer runs the game as long as its organizer wants", async () => {
  const game = await post({ title: "Two hands" });
  const helper = await newPage(browser, { javaScript: false });
  await helper.goto(`${site.origin}/signup`);
  const who = await fillSignUp(helper, stranger("Hedy Helps"));
  const opens = async () => (await helper.goto(`${site.origin}/organize${game}`)).status();
  assert.equal(await opens(), 403);
  const helpers = `form[action="/organize${game}/organizers"]`;
  await organizer.goto(`${site.origin}/organize${game}`);
  await fill(organizer, helpers, { email: who.email });
  await submit(organizer, helpers);
  assert.match(await organizer.locator("#organizers").innerText(), /Hedy Helps/);
  assert.equal(await opens(), 200);
  const roster = `form[action="/organize${game}/roster"]`;
  await fill(helper, roster, { name: "Old Harry" });
  await submit(helper, roster);
  assert.match(await says(helper), /Old Harry/);
  await helper.goto(`${site.origin}/organize`);
  assert.match(await says(helper), /Two hands/);
  assert.deepEqual(await lookAround(helper), []);
  await organizer.goto(`${site.origin}/organize${game}`);
  await organizer.locator(`form[action^="/organize${game}/organizers/"] button`).click();
  await organizer.waitForLoadState();
  assert.equal(await opens(), 403);
});
