// As much of a browser as the faults need: one request at a time, cookies, and how long an answer took.
import { Agent, request } from "node:http";

/** Somebody with cookies of their own, who asks `base` and gives up after `patience` milliseconds. */
export class Person {
  constructor(base, cookies = "", patience = 10_000) {
    Object.assign(this, { base, patience, agent: new Agent({ keepAlive: false }), jar: new Map() });
    for (const pair of cookies.split("; ").filter(Boolean)) this.keep(pair);
  }

  keep(pair) {
    const [name, value] = [pair.slice(0, pair.indexOf("=")), pair.slice(pair.indexOf("=") + 1)];
    if (value === "") this.jar.delete(name);
    else this.jar.set(name, value);
  }

  /** The same person at another address. */
  at(base) {
    const there = new Person(base, "", this.patience);
    there.jar = this.jar;
    return there;
  }

  /** Somebody with this session, who has just done nothing. */
  elsewhere(base) {
    const there = new Person(base, "", this.patience);
    for (const [name, value] of this.jar) if (name.endsWith("kickabout")) there.jar.set(name, value);
    return there;
  }

  get(path) {
    return this.ask("GET", path);
  }

  post(path, fields = {}) {
    return this.ask("POST", path, new URLSearchParams(fields).toString());
  }

  ask(method, path, form) {
    const url = new URL(path, this.base);
    const headers = { cookie: [...this.jar].map(([name, value]) => `${name}=${value}`).join("; ") };
    if (method === "GET") headers["accept-encoding"] = this.zips ? "gzip" : "identity";
    if (form !== undefined) Object.assign(headers, { "content-type": "application/x-www-form-urlencoded", "content-length": form.length });
    const begun = performance.now();
    return new Promise((done) => {
      const end = (answer) => done({ took: performance.now() - begun, status: 0, text: "", headers: {}, ...answer });
      const asking = request(url, { method, headers, agent: this.agent }, (answer) => {
        let text = "";
        answer.setEncoding(this.zips ? "latin1" : "utf8").on("data", (part) => (text += part));
        answer.on("error", (error) => end({ error: error.message }));
        answer.on("end", () => {
          for (const cookie of answer.headers["set-cookie"] ?? []) this.keep(cookie.split(";")[0]);
          end({ status: answer.statusCode, text, headers: answer.headers });
        });
      });
      asking.setTimeout(this.patience, () => asking.destroy(new Error("no answer")));
      asking.on("error", (error) => end({ error: error.message }));
      asking.end(form);
    });
  }
}

export function must(holds, says) {
  if (!holds) {
    console.log(`BROKEN: ${says}`);
    process.exit(1);
  }
}

/** Asks until it is so; how many milliseconds that took, which must be fewer than `within`. */
export async function becomes(isSo, within, says) {
  const begun = performance.now();
  while (!(await isSo())) must(performance.now() - begun < within, `not within ${within} ms: ${says}`);
  return Math.round(performance.now() - begun);
}

export function percentile(numbers, share) {
  const sorted = [...numbers].sort((one, other) => one - other);
  return Math.round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0);
}

/** Sets up an empty site; its first admin, signed in. */
export async function setUp(base, link) {
  const admin = new Person(base);
  const fields = { site_name: "Faults", time_zone: "Europe/Berlin", currency: "EUR", name: "Root Admin", email: "root@example.org", password: "a long enough password" };
  const answer = await admin.post(new URL(link).pathname, fields);
  must(answer.status === 303, `the site could not be set up: ${answer.status} ${answer.text.slice(0, 300)}`);
  return admin;
}

/** Makes a game in three days, shown to everybody; its page. */
export async function makeGame(admin, capacity = 10, more = {}) {
  const date = new Date(Date.now() + 3 * 86_400_000).toISOString().slice(0, 10);
  const fields = { title: "Five-a-side", sport: "football", place: "North Park", date, time: "19:00", duration: "60", capacity, minimum: "0", price: "0", max_guests: "2", deadline_hours: "12", visibility: "public" };
  const made = await admin.post("/organize/games", { ...fields, then: "publish", ...more });
  must(made.status === 303, `no game could be made: ${made.status} ${made.text.slice(0, 2000)}`);
  const id = made.headers.location.match(/games\/(\d+)/)[1];
  return `/games/${id}`;
}

/** The sessions that `kickabout admin make-players` wrote, as people at `base`. */
export function players(text, base, patience) {
  return text.trim().split("\n").map((line) => {
    const [id, email, cookie] = line.split("\t");
    return Object.assign(new Person(base, cookie.replace(/^Cookie: /, ""), patience), { id, email });
  });
}

/** How the one who asked stands in the game of a page. */
export function standing(answer) {
  return answer.text.match(/<main[^>]*data-mine="([^"]*)"/)?.[1] ?? `none at ${answer.status}`;
}
