// Stories of players, told on a phone and without JavaScript.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { newPage, startChromium } from "./chromium.js";
import { addVenue, fill, postGame, press, says, standing, submit, wallTime } from "./games.js";
import { lookAround } from "./look.js";
import { fillSignIn, fillSignUp, newPerson, newPlayer, stranger } from "./people.js";
import { startDemo } from "./site.js";

const IN = "I'm in";
const WAIT = "Join the waitlist";
const OUT = "Can't make it";
const LEAVE = "Leave the waitlist";
const GUESTS = 'form[action$="/registration/guests"]';

let site, browser, organizer, venue;

before(async () => {
  browser = await startChromium();
  site = await startDemo();
  organizer = await newPerson(browser, site, "organizer", { javaScript: false });
  venue = await addVenue(organizer, site.origin, "Stories Field");
});

after(async () => {
  await browser?.close();
  await site?.stop();
});

function post(fields) {
  return postGame(organizer, site.origin, { venue, title: "Evening kick", capacity: 4, max_guests: 2, ...fields });
}

async function arrive(name, game) {
  const page = await newPlayer(browser, site.origin, name);
  await page.goto(site.origin + game);
  return page;
}

test("where an account is asked for, a visitor who taps I'm in signs up, lands back on the game, and is in with one more tap", async () => {
  const game = await post({ title: "Back to the game", who_joins: "accounts" });
  const page = await newPage(browser, { javaScript: false });
  await page.goto(site.origin + game);
  await press(page, IN);
  assert.equal(new URL(page.url()).pathname, "/login");
  await page.locator('main a[href^="/signup"]').first().click();
  await fillSignUp(page, stranger("Noa Visser"));
  assert.equal(new URL(page.url()).pathname, game);
  assert.equal(await standing(page), "none");
  await press(page, IN);
  assert.equal(new URL(page.url()).pathname, game);
  assert.match(await page.locator("body").innerText(), /You're in/);
  assert.equal(await standing(page), "confirmed");
  assert.deepEqual(await lookAround(page), []);
});

test("a player who taps I'm in signed out signs in and lands back on that game", async () => {
  const game = await post({ title: "Signed out", who_joins: "accounts" });
  const page = await newPage(browser, { javaScript: false });
  await page.goto(site.origin + game);
  await press(page, IN);
  await fillSignIn(page, site.signIns.player);
  assert.equal(new URL(page.url()).pathname, game);
  assert.equal(await standing(page), "none");
  await press(page, IN);
  assert.equal(await standing(page), "confirmed");
});

test("a game that I joined is in my games, and the list of games says so", async () => {
  const game = await post({ title: "Among my games" });
  const page = await arrive("Mila Berg", game);
  await press(page, IN);
  await page.goto(`${site.origin}/me`);
  assert.match(await says(page), /Among my games/);
  const row = page.locator(`[data-game="${game.split("/").at(-1)}"]`).first();
  assert.equal(await row.getAttribute("data-mine"), "confirmed");
});

test("an old page in another tab does not bring me back after I dropped out", async () => {
  const game = await post({ title: "Two tabs" });
  const page = await arrive("Ida Holm", game);
  const old = await page.context().newPage();
  await old.goto(site.origin + game);
  await press(page, IN);
  await press(page, OUT);
  assert.equal(await standing(page), "withdrawn");
  await press(old, IN);
  assert.equal(await standing(old), "withdrawn");
  assert.match(await says(old), /You left/);
  await press(old, IN);
  assert.equal(await standing(old), "confirmed");
});

test("who comes after the last spot waits, knows the place before and after, and moves in when a spot frees", async () => {
  const game = await post({ title: "One spot", capacity: 1 });
  const first = await arrive("Ana Costa", game);
  await press(first, IN);
  const second = await arrive("Bo Lind", game);
  assert.match(await second.locator("body").innerText(), /1st/);
  await press(second, WAIT);
  assert.equal(await standing(second), "waitlisted");
  assert.match(await second.locator("body").innerText(), /1st in line/);
  assert.deepEqual(await lookAround(second), []);
  await press(first, OUT);
  await second.reload();
  assert.equal(await standing(second), "confirmed");
  assert.match(await second.locator("body").innerText(), /You're in/);
});

test("who leaves the waitlist is out of the line", async () => {
  const game = await post({ title: "Out of line", capacity: 1 });
  await press(await arrive("Tom Reed", game), IN);
  const page = await arrive("Lea Kurz", game);
  await press(page, WAIT);
  await press(page, LEAVE);
  assert.equal(await standing(page), "withdrawn");
  assert.equal(await page.locator("main[data-waiting], main [data-waiting]").first().getAttribute("data-waiting"), "0");
});

test("a player brings a guest by name, and sees the guest under their own name", async () => {
  const game = await post({ title: "With a friend", capacity: 3 });
  const page = await arrive("Eva Sand", game);
  await openFields(page, 'form[action$="/registration"]');
  await fill(page, 'form[action$="/registration"]', { guest: "Pelle Sand" });
  await press(page, IN);
  assert.match(await says(page), /Pelle/);
  await openFields(page, GUESTS);
  await fill(page, GUESTS, { guest: "" });
  await submit(page, GUESTS);
  assert.equal(await page.locator("main[data-taken], main [data-taken]").first().getAttribute("data-taken"), "1");
});

test("dropping out past the deadline first says what it means", async () => {
  const game = await post({ title: "Too late", ...wallTime(5), deadline_hours: 12 });
  const page = await arrive("Jan Prins", game);
  await press(page, IN);
  await page.getByRole("link", { name: OUT }).or(page.getByRole("button", { name: OUT })).first().click();
  await page.waitForLoadState();
  assert.match(await says(page), /late/);
  assert.deepEqual(await lookAround(page), []);
  await page.goto(site.origin + game);
  assert.equal(await standing(page), "confirmed", "looking at the warning drops nobody out");
  await page.goto(`${site.origin + game}/withdraw`);
  await submit(page, 'form[action$="/registration/withdraw"]');
  assert.equal(await standing(page), "withdrawn");
});

test("a sign-up with mistakes keeps what was typed and names every mistake", async () => {
  const page = await newPage(browser, { javaScript: false });
  await page.goto(`${site.origin}/signup`);
  await page.locator("form").evaluateAll((forms) => forms.forEach((form) => (form.noValidate = true)));
  await fillSignUp(page, { name: "", email: "not an address", password: "short" });
  assert.equal(new URL(page.url()).pathname, "/signup");
  assert.equal(await page.locator("[name=email]").inputValue(), "not an address");
  assert.equal(await page.locator("main [aria-invalid=true]").count(), 3);
  assert.deepEqual(await lookAround(page), []);
});

test("a wrong password says so, keeps the address, and lets the right one in", async () => {
  const page = await newPage(browser, { javaScript: false });
  const { email, password } = site.signIns.player;
  await page.goto(`${site.origin}/login?next=%2Fme`);
  await fillSignIn(page, { email, password: "not this one" });
  assert.equal(await page.locator("[name=email]").inputValue(), email);
  assert.deepEqual(await lookAround(page), []);
  await fillSignIn(page, { email, password });
  assert.equal(new URL(page.url()).pathname, "/me");
});

test("who signs out is a visitor again", async () => {
  const page = await newPlayer(browser, site.origin, "Uma Falk");
  await page.goto(`${site.origin}/me`);
  const form = page.locator('form[action="/logout"]').first();
  if (!(await form.isVisible())) await page.goto(`${site.origin}/me/account`);
  await form.locator("button").click();
  await page.goto(`${site.origin}/me`);
  assert.equal(new URL(page.url()).pathname, "/login");
});

test("the list can be narrowed to free spots and searched, and the address holds the filter", async () => {
  const title = "Zwergenwiese special";
  await post({ title });
  const page = await newPage(browser, { javaScript: false });
  await page.goto(site.origin);
  const filter = 'form[method="get"], form:not([method])';
  await openFields(page, filter);
  await page.locator("main [name=q]").first().fill("zwergenwiese");
  await page.locator("main [name=q]").first().press("Enter");
  await page.waitForLoadState();
  assert.match(page.url(), /q=zwergenwiese/);
  assert.match(await says(page), new RegExp(title));
  assert.equal(await page.locator("main [data-game]").count(), 1);
});

/** Opens the folded part that holds the fields, where there is one. */
async function openFields(page, form) {
  for (const fold of await page.locator("details:not([open])").all()) {
    if (await fold.locator(`input, select, textarea`).count()) await fold.locator("summary").first().click();
  }
  assert.ok(await page.locator(form).count(), `there is no ${form}`);
}

test("what I am in stands in my calendar, and leaves it when I drop out", async () => {
  const game = await post({ title: "In my calendar" });
  const page = await arrive("Nele Brandt", game);
  const file = await page.locator(`.facts a[href="${game}.ics"]`).getAttribute("href");
  assert.match(await fetched(site.origin + file), /\r\nSUMMARY:In my calendar\r\n/);
  await press(page, IN);
  await page.goto(`${site.origin}/me`);
  await page.locator('main a[href="/me/calendar"]').click();
  await press(page, "Make my address");
  assert.deepEqual(await lookAround(page), []);
  const address = await page.locator(".share input").inputValue();
  assert.equal(await page.locator("main a.go").getAttribute("href"), address.replace(/^https?:/, "webcal:"));
  assert.match(await fetched(address), /\r\nSUMMARY:In my calendar\r\n(?:.*\r\n)*STATUS:CONFIRMED\r\n/);
  await page.goto(site.origin + game);
  await press(page, OUT);
  assert.doesNotMatch(await fetched(address), /BEGIN:VEVENT/);
  await page.goto(`${site.origin}/me/calendar`);
  await press(page, "Turn it off");
  assert.match(await says(page), /leads nowhere any more/);
  assert.equal((await fetch(address)).status, 404);
});

/** A calendar file, as a calendar program gets it: without anybody's cookies. */
async function fetched(address) {
  const answer = await fetch(address);
  assert.equal(answer.status, 200);
  return answer.text();
}
