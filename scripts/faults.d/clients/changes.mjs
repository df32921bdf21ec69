// One player after the other joins or leaves, and what was answered is kept; at the end the pages are asked. Arguments:
// base, set-up link, program, and a file with the phase: before, away (changes must fail), slow, back or end.
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { Person, makeGame, must, percentile, players, setUp, standing } from "./http.mjs";

const [base, link, program, phases] = process.argv.slice(2);
const admin = await setUp(base, link);
const page = await makeGame(admin, 500);
const sessions = `${process.env.FOLDER}/people`;
execFileSync(program, ["admin", "make-players", "40", "--sessions", sessions]);
const crowd = players(readFileSync(sessions, "utf8"), base, 30_000);
const phase = () => readFileSync(phases, "utf8").trim();
const count = {}, pages = [], changes = [];
let number = 0;
while (phase() !== "end") {
  const before = phase(), person = crowd[number++ % crowd.length];
  person.left ??= 0;
  const answer = await person.post(`${page}/registration${person.isIn ? "/withdraw" : ""}`, { attempt: person.left });
  const present = before === phase() ? before : `into ${phase()}`;
  count[present] ??= {};
  count[present][answer.status] = (count[present][answer.status] ?? 0) + 1;
  changes.push(answer.took);
  must(answer.status === 303 || (answer.status === 503 && answer.headers["retry-after"]), `${present}: answered ${answer.status} ${answer.error ?? ""}`);
  must(!(present === "away" && answer.status === 303), "a change was answered that could not be kept");
  must(!/I\/O|sqlite|database|disk/i.test(answer.text.replace(/<[^>]*>/g, "")) || answer.status === 303, "the answer speaks of what is inside");
  if (answer.status === 303) {
    if (person.isIn) person.left += 1;
    person.isIn = !person.isIn;
    person.isKnown = true;
  } else if (/may not have gone through/.test(answer.text)) {
    person.isKnown = false;
    if (present !== "away") {
      const shown = await person.get(page);
      Object.assign(person, { isIn: standing(shown) === "confirmed", left: Number(shown.text.match(/name="attempt" value="(\d+)"/)?.[1] ?? person.left) });
    }
  }
  const looked = await new Person(base).get(page);
  pages.push(looked.took);
  must(looked.status === 200, `${present}: the page was answered ${looked.status}`);
  // Each of them stays within the 60 changes a minute.
  await new Promise((done) => setTimeout(done, answer.status === 303 ? 30 : 100));
}
for (const person of crowd.filter(({ isKnown }) => isKnown)) {
  const shown = standing(await person.get(page));
  must((shown === "confirmed") === Boolean(person.isIn), `player ${person.id} was told ${person.isIn ? "in" : "out"}, and the page says ${shown}`);
}
console.log(`answers: ${JSON.stringify(count)}; slowest change ${percentile(changes, 1)} ms, slowest page ${percentile(pages, 1)} ms`);
must((count.back?.[303] ?? 0) > 0, "it went on when the fault had ended");
must(Math.max(...pages) < 2000, "a page took two seconds");
