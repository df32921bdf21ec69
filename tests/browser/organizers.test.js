// Stories of organizers, told without JavaScript.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { startChromium } from "./chromium.js";
import { addVenue, fill, postGame, press, says, submit, wallTime } from "./games.js";
import { lookAround } from "./look.js";
import { newPerson, newPlayer } from "./people.js";
import { startDemo } from "./site.js";

let site, browser, organizer, venue;

before(async () => {
  browser = await startChromium();
  site = await startDemo();
  organizer = await newPerson(browser, site, "organizer", { javaScript: false });
  venue = await addVenue(organizer, site.origin, "Long Meadow");
});

after(async () => {
  await browser?.close();
  await site?.stop();
});

function post(fields) {
  return postGame(organizer, site.origin, { venue, title: "Sunday kick", ...fields });
}

function manage(game, rest = "") {
  return organizer.goto(`${site.origin}/organize${game}${rest}`);
}

test("a title, a venue and a time are enough to post next week's game", async () => {
  const game = await post({ title: "Just a title", ...wallTime(24 * 6) });
  const visitor = await newPerson(browser, site, "visitor", { javaScript: false });
  await visitor.goto(site.origin + game);
  assert.match(await says(visitor), /Just a title/);
  assert.match(await says(visitor), /Long Meadow/);
  const main = visitor.locator("main[data-game], main [data-game]").first();
  assert.equal(await main.getAttribute("data-taken"), "0");
});

test("a new game begins with what my last one had", async () => {
  await post({ title: "Fifteen of us", capacity: 15, price: "6.50", level: "Relaxed" });
  await organizer.goto(`${site.origin}/organize/games/new`);
  assert.equal(await organizer.locator("[name=capacity]").inputValue(), "15");
  assert.match(await organizer.locator("[name=price]").inputValue(), /6[.,]50/);
});

test("a game with mistakes keeps everything that was typed and names every mistake beside its field", async () => {
  const form = 'form[action="/organize/games"]';
  await organizer.goto(`${site.origin}/organize/games/new`);
  await organizer.locator("form").evaluateAll((forms) => forms.forEach((one) => (one.noValidate = true)));
  const typed = { title: "", capacity: "0", duration: "1", price: "7.505", level: "Anyone at all", description: "Bring\na ball" };
  await fill(organizer, form, { ...wallTime(48), venue, ...typed });
  await submit(organizer, form);
  const kept = async (name) => organizer.locator(`${form} [name=${name}]`).inputValue();
  for (const [name, value] of Object.entries(typed)) assert.equal(await kept(name), value, name);
  assert.equal(await kept("date"), wallTime(48).date);
  for (const name of ["title", "capacity", "duration", "price"]) await mistakeAt(form, name);
  for (const name of ["title", "capacity", "duration", "price"]) {
    assert.ok(await organizer.locator(`main a[href="#${await idOf(form, name)}"]`).count(), `the summary links to ${name}`);
  }
  assert.deepEqual(await lookAround(organizer), []);
});

async function mistakeAt(form, name) {
  const field = organizer.locator(`${form} [name=${name}]`);
  assert.equal(await field.getAttribute("aria-invalid"), "true", name);
  const ids = ((await field.getAttribute("aria-describedby")) ?? "").split(" ").filter(Boolean);
  assert.ok(ids.length, `${name} says what is wrong with it`);
  for (const id of ids) assert.ok((await organizer.locator(`#${id}`).innerText()).trim(), `${name}: #${id}`);
}

function idOf(form, name) {
  return organizer.locator(`${form} [name=${name}]`).getAttribute("id");
}

test("a changed time is on the game's timeline", async () => {
  const game = await post({ title: "Moved", ...wallTime(24 * 8) });
  await manage(game, "/edit");
  const form = `form[action="/organize${game}"]`;
  const { date, time } = wallTime(24 * 8 + 2);
  await fill(organizer, form, { date, time });
  await submit(organizer, form);
  await organizer.goto(site.origin + game);
  assert.match(await says(organizer), new RegExp(time));
  assert.match(await says(organizer), /moved|time|now/i);
});

test("a cancelled game stays, says CANCELLED and why, and takes nobody", async () => {
  const game = await post({ title: "Rained off" });
  const player = await newPlayer(browser, site.origin, "Rob Heyn");
  await player.goto(site.origin + game);
  await press(player, "I'm in");
  await manage(game, "/cancel");
  assert.deepEqual(await lookAround(organizer), []);
  const form = `form[action="/organize${game}/cancel"]`;
  await fill(organizer, form, { reason: "The pitch is under water" });
  await submit(organizer, form);
  await player.goto(site.origin + game);
  assert.match(await says(player), /cancelled/i);
  assert.match(await says(player), /under water/);
  assert.equal(await player.getByRole("button", { name: "I'm in" }).count(), 0);
  assert.deepEqual(await lookAround(player), []);
});

test("a copy is next week's game at the same hour", async () => {
  const when = wallTime(24 * 3);
  const game = await post({ title: "Every week", ...when });
  await manage(game);
  await submit(organizer, `form[action="/organize${game}/copy"]`);
  const copy = organizer.url().match(/\/games\/(\d+)/)[1];
  assert.notEqual(`/games/${copy}`, game);
  await organizer.goto(`${site.origin}/organize/games/${copy}/edit`);
  const week = new Date(`${when.date}T12:00:00Z`);
  week.setUTCDate(week.getUTCDate() + 7);
  assert.equal(await organizer.locator("[name=date]").inputValue(), week.toISOString().slice(0, 10));
  assert.equal(await organizer.locator("[name=time]").inputValue(), when.time);
});

test("an organizer adds somebody by name, and takes them off the list again", async () => {
  const game = await post({ title: "By hand", capacity: 2 });
  await manage(game);
  const form = `form[action="/organize${game}/roster"]`;
  await fill(organizer, form, { name: "Old Harry" });
  await submit(organizer, form);
  await manage(game);
  assert.match(await says(organizer), /Old Harry/);
  const remove = organizer.locator('form[action$="/remove"]').first();
  await remove.getByRole("button", { name: "Remove Old Harry" }).click();
  await manage(game);
  assert.equal(await organizer.locator('form[action$="/remove"]').count(), 0);
});

test("a weekly series becomes games, one a week", async () => {
  const form = 'form[action="/organize/series"]';
  await organizer.goto(`${site.origin}/organize/series/new`);
  await fill(organizer, form, { ...wallTime(24 * 2), venue, title: "Tuesday regulars", every_weeks: 1, count: 3 });
  await submit(organizer, form);
  await organizer.goto(`${site.origin}/?q=tuesday+regulars`);
  assert.equal(await organizer.locator("main [data-game]").count(), 3);
});

test("another's game is not mine to manage", async () => {
  const game = await post({ title: "Not yours" });
  const player = await newPlayer(browser, site.origin, "Kim Dahl");
  const answer = await player.goto(`${site.origin}/organize${game}`);
  assert.ok([403, 404].includes(answer.status()), `answered ${answer.status()}`);
});

test("the roster can be taken along as a file", async () => {
  const game = await post({ title: "Taken along" });
  await manage(game);
  const roster = `form[action="/organize${game}/roster"]`;
  await fill(organizer, roster, { name: "Nia Long" });
  await submit(organizer, roster);
  await manage(game);
  const answer = await organizer.context().request.get(`${site.origin}/organize${game}/roster.csv`);
  assert.equal(answer.status(), 200);
  assert.match(await answer.text(), /Nia Long/);
});
