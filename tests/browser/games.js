// Games as people meet them: posted by an organizer through the form, joined and left with one button.
import assert from "node:assert/strict";

const ZONE = "Europe/Berlin";
const HOUR_MS = 3_600_000;

/** A date and a time as fields take them, `hours` from now by the clock of the stories' venue. */
export function wallTime(hours, zone = ZONE) {
  const parts = new Intl.DateTimeFormat("en-CA", {
    timeZone: zone,
    hourCycle: "h23",
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
  }).formatToParts(new Date(Date.now() + hours * HOUR_MS));
  const of = (type) => parts.find((part) => part.type === type).value;
  return { date: `${of("year")}-${of("month")}-${of("day")}`, time: `${of("hour")}:${of("minute")}` };
}

/** Adds a venue, in the stories' zone unless said, and answers its name. */
export async function addVenue(page, origin, name, zone = ZONE) {
  await page.goto(`${origin}/organize/venues`);
  await fill(page, 'form[action="/organize/venues"]', { name, address: "Uferweg 3", time_zone: zone });
  await submit(page, 'form[action="/organize/venues"]');
  assert.match(await page.locator("main").innerText(), new RegExp(name));
  return name;
}

/** Posts a game as an organizer does, publishes it, and answers its path. */
export async function postGame(page, origin, fields) {
  await page.goto(`${origin}/organize/games/new`);
  // A new game begins with what the last one had: an opening and a minimum that may not go with this one.
  const leftOver = await page.locator(`${FORM} details[open] [name=opens_at]`).count();
  if ("who_joins" in fields && !leftOver) await page.locator(`${FORM} details > summary`).first().click();
  const emptied = leftOver && { opens_at: "", closes_at: "", who_joins: "" };
  await fill(page, FORM, { ...wallTime(24 * 7), minimum: 0, ...emptied, ...fields });
  await submit(page, FORM, /publish/i);
  assert.match(page.url(), /\/games\/\d+/, `the game was not posted: ${await page.locator('.summary').allInnerTexts()}`);
  const publish = page.locator('form[action$="/publish"] button').first();
  if (await publish.count()) await Promise.all([page.waitForLoadState(), publish.click()]);
  return `/games/${page.url().match(/\/games\/(\d+)/)[1]}`;
}

const FORM = 'form[action="/organize/games"]';

/** Fills fields by name; a `select` takes a value or the words of an option. */
export async function fill(page, form, fields) {
  for (const [name, value] of Object.entries(fields)) {
    const field = page.locator(`${form} [name="${name}"]`).first();
    const kind = await field.evaluate((element) => (element.tagName === "SELECT" ? "select" : element.type));
    if (kind === "select") await choose(field, value);
    else if (kind === "radio") await page.locator(`${form} [name="${name}"][value="${value}"]`).check();
    else if (kind === "checkbox") await field.setChecked(value);
    else await field.fill(String(value));
  }
}

async function choose(field, value) {
  const options = await field.locator("option").evaluateAll((all) => all.map((one) => [one.value, one.textContent.trim()]));
  const found = options.find(([key, words]) => key === String(value) || words.startsWith(String(value)));
  assert.ok(found, `no option "${value}" among ${options.map(([, words]) => words).join(", ")}`);
  await field.selectOption(found[0]);
}

/** Sends the form with its button, or with the one that says `words` where there are several. */
export async function submit(page, form, words) {
  const buttons = page.locator(`${form} button[type=submit], ${form} button:not([type])`);
  const named = words ? buttons.filter({ hasText: words }) : buttons;
  await ((await named.count()) ? named.first() : buttons.first()).click();
  await page.waitForLoadState();
}

/** My standing in the game that is open: `confirmed`, `waitlisted`, `withdrawn` or `none`. */
export async function standing(page) {
  return page.locator("main[data-mine], main [data-game][data-mine]").first().getAttribute("data-mine");
}

/** Presses the game's button, whatever it says now. */
export async function press(page, words) {
  await page.getByRole("button", { name: words }).first().click();
  await page.waitForLoadState();
}

/** Everything that the page says. */
export async function says(page) {
  return page.locator("main").innerText();
}
