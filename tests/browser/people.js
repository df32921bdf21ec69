// The people who use the site, and what every one of them can do: sign up, sign in, leave.
import assert from "node:assert/strict";
import { newPage } from "./chromium.js";

let strangers = 0;

/** A person nobody has seen before: name, e-mail and a password that is good enough. */
export function stranger(name) {
  strangers += 1;
  const tag = `${process.pid}-${strangers}`;
  return { name, email: `${name.toLowerCase().replace(/\W+/g, ".")}.${tag}@example.org`, password: `wet grass ${tag} at noon` };
}

/** Signs `who` in through the form, and fails where the site does not let them in. */
export async function signIn(page, origin, who) {
  await page.goto(`${origin}/login`);
  await fillSignIn(page, who);
  assert.notEqual(new URL(page.url()).pathname, "/login", `${who.email} was not let in`);
}

/** Fills and sends the sign-in form of the page that is open. */
export async function fillSignIn(page, who) {
  const form = page.locator('form[action^="/login"]');
  await form.locator("[name=email]").fill(who.email);
  await form.locator("[name=password]").fill(who.password);
  await form.locator("button[type=submit], button:not([type])").first().click();
  await page.waitForLoadState();
}

/** Signs a new person up through the form of the page that is open, and says who they are. */
export async function fillSignUp(page, who) {
  const form = page.locator('form[action^="/signup"]');
  await form.locator("[name=name]").fill(who.name);
  await form.locator("[name=email]").fill(who.email);
  await form.locator("[name=password]").fill(who.password);
  await form.locator("button[type=submit], button:not([type])").first().click();
  await page.waitForLoadState();
  return who;
}

/** A phone in the hands of somebody who has just signed up. Stories work without JavaScript. */
export async function newPlayer(browser, origin, name, options = {}) {
  const page = await newPage(browser, { javaScript: false, ...options });
  await page.goto(`${origin}/signup`);
  await fillSignUp(page, stranger(name));
  assert.notEqual(new URL(page.url()).pathname, "/signup", `${name} could not sign up: ${await page.locator("main").innerText()}`);
  return page;
}

/** A phone in the hands of one of the demo's people, or of a visitor. */
export async function newPerson(browser, site, role, options = {}) {
  const page = await newPage(browser, options);
  if (role !== "visitor") await signIn(page, site.origin, site.signIns[role]);
  return page;
}
