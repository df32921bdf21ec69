// The whole story, with a real mail server: from a shared link to a spot that somebody else left.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { newPage, startChromium } from "./chromium.js";
import { addVenue, fill, postGame, press, says, standing, submit, wallTime } from "./games.js";
import { lookAround } from "./look.js";
import { stranger } from "./people.js";
import { linkIn, openPostOffice } from "./post-office.js";
import { startSiteWithMail } from "./site.js";

/** Where it is about noon now: at night spots go other ways. */
const ZONE = ["Pacific/Honolulu", "America/Bogota", "Africa/Abidjan", "Asia/Dubai", "Asia/Tokyo", "Pacific/Auckland"].find((zone) => {
  const hour = Number(new Intl.DateTimeFormat("en-GB", { timeZone: zone, hour: "2-digit", hourCycle: "h23" }).format(new Date()));
  return hour >= 9 && hour < 15;
});

let office, site, browser, organizer, game;

before(async () => {
  browser = await startChromium();
  office = await openPostOffice();
  site = await startSiteWithMail(office.port);
  organizer = await newPage(browser, { javaScript: false });
  await organizer.goto(site.setUpLink);
  const who = stranger("Olga Berg");
  const form = 'form[action^="/set-up"]';
  const names = await organizer.locator(`${form} [name]`).evaluateAll((all) => all.map((one) => one.name));
  const known = { site_name: "Parkside", time_zone: ZONE, currency: "EUR", name: who.name, email: who.email, password: who.password };
  await fill(organizer, form, Object.fromEntries(Object.entries(known).filter(([name]) => names.includes(name))));
  await submit(organizer, form);
  const venue = await addVenue(organizer, site.origin, "Canal Pitch", ZONE);
  // Dropping out is late already, and a freed spot is offered for two hours.
  const fields = { venue, title: "Night kick", capacity: 2, max_guests: 1, deadline_hours: 24, ...wallTime(8, ZONE) };
  game = await postGame(organizer, site.origin, fields);
});

after(async () => {
  await browser?.close();
  await site?.stop();
  office?.close();
});

/** Somebody with a phone adds an address to their name, and presses the button that the mail leads to. */
async function confirmByMail(page, who) {
  await page.goto(`${site.origin}/me/account`);
  await page.locator("#access [name=email]").fill(who.email);
  await press(page, "Send me that mail");
  const asked = await office.letter(who.email, "Is this your address?");
  await page.goto(linkIn(asked, "/confirm/"));
  assert.deepEqual(await lookAround(page), []);
  await page.locator('main form[action^="/confirm/"] [name=password]').fill(who.password);
  await page.locator('main form[action^="/confirm/"] button').click();
  await page.waitForLoadState();
}

async function comeByName(name) {
  const page = await newPage(browser, { javaScript: false });
  await page.goto(site.origin + game);
  await page.getByLabel("Your name").fill(name);
  return page;
}

test("a stranger is in with a name, brings a guest, is told by mail, drops out late, and the next one gets the spot", async () => {
  const noor = stranger("Noor Haddad");
  const phone = await comeByName(noor.name);
  await press(phone, "I'm in");
  assert.equal(await standing(phone), "confirmed");
  const guests = `form[action="${game}/registration/guests"]`;
  if (!(await phone.locator(`${guests} [name=guest]`).first().isVisible())) await phone.locator("details summary", { hasText: /guest/i }).first().click();
  await phone.locator(`${guests} [name=guest]`).first().fill("Pelle");
  await submit(phone, guests);
  assert.match(await says(phone), /Pelle/);
  await confirmByMail(phone, noor);

  const mika = stranger("Mika Lind");
  const next = await comeByName(mika.name);
  await press(next, "Join the waitlist");
  assert.equal(await standing(next), "waitlisted");
  await confirmByMail(next, mika);

  // Those who run the game write, and the letter brings answers to nobody.
  await organizer.goto(`${site.origin}/organize${game}/message`);
  assert.deepEqual(await lookAround(organizer), []);
  await fill(organizer, `form[action="/organize${game}/message"]`, { to: "in", text: "Pitch 2 today." });
  await press(organizer, "Send");
  const written = await office.letter(noor.email, "Message: Night kick");
  assert.match(written.text, /Olga Berg, who runs the game, writes:\s+Pitch 2 today\./);
  assert.equal(written.headers["reply-to"], undefined);

  await phone.goto(linkIn(written, "/games/"));
  // After the deadline the button first leads to what it means.
  await phone.getByRole("link", { name: "Can't make it" }).click();
  await phone.waitForLoadState();
  assert.match(await says(phone), /Dropping out now counts as late/);
  assert.deepEqual(await lookAround(phone), []);
  await submit(phone, `form[action="${game}/registration/withdraw"]`);
  assert.equal(await standing(phone), "withdrawn");

  const offer = await office.letter(mika.email, "A spot is held for you: Night kick");
  await next.goto(linkIn(offer, "/games/"));
  assert.equal(await standing(next), "offered");
  assert.deepEqual(await lookAround(next), []);
  await press(next, "I'm in");
  assert.equal(await standing(next), "confirmed");
  assert.deepEqual(await lookAround(next), []);
});
