import { spawn, execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { fill, submit } from "./games.js";
import { startChromium, newPage } from "./chromium.js";
const K = process.env.K ?? "/work/main/target/debug/kickabout";
const dir = mkdtempSync("/tmp/walk-");
const env = { ...process.env, DATABASE_URL: `sqlite:${dir}/k.db`, KICKABOUT_COOKIE_KEY_FILE: `${dir}/key`, RUST_LOG: "info" };
const port = 8397, origin = `http://127.0.0.1:${port}`;
const child = spawn(K, ["serve", "--listen", `127.0.0.1:${port}`, "--smtp-url", "smtp://127.0.0.1:9?tls=none", "--mail-from", "games@example.org", "--public-url", origin], { env, stdio: ["ignore", "pipe", "inherit"] });
process.once("exit", () => child.kill("SIGTERM"));
let link; await new Promise((done) => createInterface({ input: child.stdout }).on("line", (l) => { console.log(l); const m = l.match(/Set up this site: (\S+)/); if (m) { link = m[1]; done(); } }));
const b = await startChromium();
const admin = await newPage(b, { width: 1280, height: 900 });
await admin.goto(link);
{ const form = 'form[action^="/set-up"]';
const names = await admin.locator(`${form} [name]`).evaluateAll((all) => all.map((one) => one.name));
const known = { site_name: "Riverside", time_zone: "UTC", currency: "EUR", name: "Ada Admin", email: "ada@example.org", password: "correct horse battery staple" };
await fill(admin, form, Object.fromEntries(Object.entries(known).filter(([name]) => names.includes(name)))); await submit(admin, form); }
console.log(admin.url());
execFileSync(K, ["admin", "make-players", "6", "--sessions", `${dir}/s`], { env });
const people = readFileSync(`${dir}/s`, "utf8").trim().split("\n").map((l) => l.split("\t"));
execFileSync("sqlite3", [`${dir}/k.db`, "update accounts set confirmed_at=1 where player_id%2=0;"]);
const inHours = (h) => { const d = new Date(Date.now() + h * 3600e3); return [d.toISOString().slice(0, 10), d.toISOString().slice(11, 16)]; };
async function shot(page, path, name) {
  for (const [w, scheme] of [[390, "light"], [390, "dark"], [1280, "light"]]) {
    await page.setViewportSize({ width: w, height: 844 });
    await page.emulateMedia({ colorScheme: scheme });
    if (path) await page.goto(origin + path);
    await page.screenshot({ path: `/tmp/shots/${name}-${w}-${scheme}.png`, fullPage: true });
  }
}
await shot(admin, "/organize/games/new", "new-game");
async function game(title, hours, capacity, more = {}) {
  await admin.goto(origin + "/organize/games/new");
  const [date, time] = inHours(hours);
  const values = { title, place: "Court 1", date, time, capacity, minimum: "1", max_guests: "2", ...more };
  for (const [n, v] of Object.entries(values)) { const f = admin.locator(`[name=${n}]`).first(); if (await f.count()) await f.fill(String(v)).catch(e => console.log(n, e.message.slice(0, 80))); else console.log("no field", n); }
  const sport = admin.locator("select[name=sport], input[name=sport]").first(); if (await sport.count()) await sport.selectOption({ index: 1 }).catch(() => {});
  await submit(admin, 'form[action="/organize/games"]');
  let url = admin.url(); console.log(url);
  const html = await admin.content();
  const id = html.match(/\/games\/(\d+)/)?.[1];
  const pub = admin.locator("form[action$='/publish']"); if (await pub.count()) await submit(admin, "form[action$='/publish']");
  return admin.url().match(/games\/(\d+)/)?.[1] ?? id;
}
const as = (i) => async (path, form) => {
  const r = await fetch(origin + path, { method: "POST", redirect: "manual", headers: { cookie: people[i][2], origin, "content-type": "application/x-www-form-urlencoded" }, body: new URLSearchParams(form) });
  console.log(path, r.status, r.headers.get("location") ?? "");
};
async function pageOf(i) {
  const p = await newPage(b, { width: 390, height: 844 });
  const [n, v] = [people[i][2].slice(0, people[i][2].indexOf("=")), people[i][2].slice(people[i][2].indexOf("=") + 1)];
  await p.context().addCookies([{ name: n, value: v, url: origin }]);
  return p;
}
const held = await game("Held five-a-side", 12, 1);
const open = await game("Open five-a-side", 0.7, 1);
const far = await game("Far five-a-side", 60, 1);
const even = people.findIndex((p) => Number(p[0]) % 2 === 0), odd = people.findIndex((p) => Number(p[0]) % 2 === 1);
const others = people.map((_, i) => i).filter((i) => i !== even && i !== odd);
console.log({ held, open, far, even, odd });
for (const g of [held, open, far]) {
  await as(others[0])(`/games/${g}/registration`, { attempt: "0" });
  const e = await pageOf(even), o = await pageOf(odd);
  await shot(e, `/games/${g}`, `g${g}-before`); await shot(o, `/games/${g}`, `g${g}-before-nomail`);
  await as(even)(`/games/${g}/registration`, { attempt: "0" });
  await as(odd)(`/games/${g}/registration`, { attempt: "0" });
  await shot(e, `/games/${g}`, `g${g}-waiting`);
  await as(others[0])(`/games/${g}/registration/withdraw`, { attempt: "0" });
  await shot(e, `/games/${g}`, `g${g}-freed`); await shot(o, `/games/${g}`, `g${g}-freed-next`);
  await shot(e, "/", `g${g}-list`);
  if (g === held) { await as(even)(`/games/${g}/registration/decline`, {}); await shot(e, `/games/${g}`, `g${g}-declined`); await shot(e, "/me", "me"); await shot(e, "/me/account/notices", "notices-settings"); await shot(e, "/me/account", "account"); await shot(e, "/me/account/delete", "delete"); await shot(e, "/me/notices", "notices"); }
}
const min = await game("Needs six", 30, 10, { minimum: "6" });
{ const e = await pageOf(even); await shot(e, `/games/${min}`, "min-before"); }
await shot(admin, `/organize/games/${held}`, "organize-game");
await shot(admin, `/organize/games/${held}/edit`, "edit-game");
await shot(admin, "/admin/settings", "settings"); await shot(admin, "/admin", "admin"); await shot(admin, "/organize", "organize"); await shot(admin, "/admin/mail", "admin-mail");
{ const html = await (await admin.goto(origin + `/organize/games/${held}`)).text(); const m = [...html.matchAll(/href="(\/organize\/games\/\d+\/[a-z-]+)"/g)].map((m) => m[1]); console.log([...new Set(m)]); for (const path of new Set(m)) if (/messag/.test(path)) await shot(admin, path, "message"); }
await b.close(); child.kill("SIGTERM");
