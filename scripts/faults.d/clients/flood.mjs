// Clients who behave badly, while others are served. Arguments: base, how many, and the kind: heads, bodies, readers,
// large, hang-up, or none for plain connections that ask for the list all at once.
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { connect } from "node:net";
import { Person, must, percentile, players } from "./http.mjs";

const [base, wanted, kind = "plain"] = process.argv.slice(2);
const count = Number(wanted), url = new URL(base);
// Forms come from somebody who is signed in: others are sent to sign in before their form is read.
const sessions = `${process.env.FOLDER}/flood`;
if (kind !== "plain") execFileSync(process.env.KICKABOUT, ["admin", "make-players", "200", "--sessions", sessions]);
const people = kind === "plain" ? [] : players(readFileSync(sessions, "utf8"), base);
const form = (number) => {
  const cookies = [...people[number % people.length].jar].map(([name, value]) => `${name}=${value}`).join("; ");
  return `POST /games/${6 + (number % 12)}/registration HTTP/1.1\r\nHost: x\r\nCookie: ${cookies}\r\nContent-Type: application/x-www-form-urlencoded\r\n`;
};
const GET = "GET / HTTP/1.1\r\nHost: x\r\nAccept-Encoding: identity\r\n\r\n";

/** How long one lasted, and what it was told. */
function one(number) {
  return new Promise((done) => {
    const begun = performance.now();
    let said = "", dripping;
    const socket = connect(Number(url.port), url.hostname, () => {
      if (kind === "heads") dripping = setInterval(() => socket.write("X"), 200);
      if (kind === "heads") socket.write("GET / HTTP/1.1\r\nHost: x\r\nX-Slow: ");
      if (kind === "bodies") socket.write(`${form(number)}Content-Length: 500\r\n\r\n`);
      if (kind === "bodies") dripping = setInterval(() => socket.write("a"), 500);
      if (kind === "readers") socket.pause();
      if (kind === "readers") for (let asked = 0; asked < 60; asked += 1) socket.write(GET);
      if (kind === "plain") socket.write(GET.replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n"));
      if (kind === "hang-up") {
        socket.write(`${form(number)}Content-Length: 9\r\n\r\nattempt=0`);
        setTimeout(() => socket.resetAndDestroy(), Math.random() * 4);
      }
      if (kind === "large" && number % 2) socket.write(`${form(number)}Content-Length: 10000000\r\n\r\n${"a".repeat(200_000)}`);
      if (kind === "large" && !(number % 2)) socket.write(`GET / HTTP/1.1\r\nHost: x\r\nX-Large: ${"a".repeat(300_000)}\r\n\r\n`);
    });
    if (kind !== "readers") socket.on("data", (part) => (said += part.toString("latin1").slice(0, 40)));
    socket.on("error", () => {});
    socket.setTimeout(45_000, () => socket.destroy());
    socket.on("close", () => {
      clearInterval(dripping);
      done({ took: performance.now() - begun, status: Number(said.match(/^HTTP\/1.1 (\d+)/)?.[1] ?? 0) });
    });
    // A reader who reads nothing sees no end either.
    if (kind === "readers") setTimeout(() => socket.destroy(), 12_000);
  });
}

const bad = Promise.all(Array.from({ length: count }, (_, number) => one(number)));
let over = false;
bad.then(() => (over = true));
const took = [];
do {
  const answer = await new Person(base, "", 30_000).get("/");
  if (kind !== "plain") must(answer.status === 200, `others were answered ${answer.status} ${answer.error ?? ""}`);
  took.push(answer.took);
  await new Promise((done) => setTimeout(done, 20));
} while (!over);
const statuses = {};
const ended = await bad;
for (const { status } of ended) statuses[status] = (statuses[status] ?? 0) + 1;
const longest = percentile(ended.map((one) => one.took), 1);
console.log(`${count} ${kind}: ended after ${longest} ms at most, told ${JSON.stringify(statuses)}; ${took.length} others: p99 ${percentile(took, 0.99)} ms, worst ${percentile(took, 1)} ms`);
if (kind === "heads") must(longest < 15_000, "slow heads were not ended");
if (kind === "bodies") must(longest < 30_000 && statuses[408] > count / 2, "slow bodies were not ended");
if (kind === "large") must(Object.keys(statuses).every((status) => ["0", "303", "400", "413", "431"].includes(status)), "what is too large was taken");
if (kind !== "plain") must(percentile(took, 0.99) < 1000, "others waited");
process.exit(0);
