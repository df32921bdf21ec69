// Asks both instances for what they keep and for changes while the database goes away and comes back. Arguments: the two
// instances, the set-up link, the program, and the file in which the phase is written: before, away, back or end.
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { Person, makeGame, must, percentile, players, setUp, standing } from "./http.mjs";

/** About a second, on a machine that does other things as well. */
const LONGEST = Number(process.env.LONGEST ?? 2000);
const [one, other, link, program, phases] = process.argv.slice(2);
const admin = await setUp(other, link);
const page = await makeGame(admin, 500);
const sessions = `${process.env.FOLDER}/people`;
execFileSync(program, ["admin", "make-players", "40", "--sessions", sessions]);
const crowd = players(readFileSync(sessions, "utf8"), one, 30_000);
const readers = crowd.splice(0, 4);
const phase = () => readFileSync(phases, "utf8").trim();
const seen = [];
let since = performance.now(), last = "before";

function note(kind, answer) {
  const now = performance.now(), present = phase();
  if (present !== last) [last, since] = [present, now];
  // An answer belongs to the phase in which it was asked for and given; what lies across the change is the change's own.
  const settled = now - answer.took - since > 1500;
  seen.push({ kind, present: settled || present.startsWith("into") ? present : `into ${present}`, status: answer.status, took: answer.took, retry: answer.headers["retry-after"], text: answer.text });
}

async function repeat(kind, ask) {
  while (phase() !== "end") {
    note(kind, await ask());
    await new Promise((done) => setTimeout(done, 40));
  }
}

const base = (number) => (number % 2 ? one : other);
const tasks = [];
for (const number of [0, 1]) {
  tasks.push(repeat("visitor's list", () => new Person(base(number), "", 30_000).get("/")));
  tasks.push(repeat("visitor's game", () => new Person(base(number), "", 30_000).get(page)));
  const reader = readers[number].at(base(number));
  reader.zips = true;
  tasks.push(repeat("player's list", () => reader.ask("GET", "/")));
  tasks.push(repeat("player's game", () => reader.ask("GET", page)));
  tasks.push(repeat("readyz", () => new Person(base(number), "", 30_000).get("/readyz")));
}
for (const [number, person] of crowd.entries()) {
  Object.assign(person, { left: 0, isIn: false, isKnown: true });
  const there = person.at(base(number));
  tasks.push(
    repeat("change", async () => {
      if (!person.isKnown && phase() !== "away") await find(person, there);
      const leaves = person.isIn;
      const answer = await there.post(`${page}/registration${leaves ? "/withdraw" : ""}`, { attempt: person.left });
      if (answer.status === 303) {
        person.isIn = !leaves;
        if (leaves) person.left += 1;
      } else if (answer.status !== 503 || /may not have gone through/.test(answer.text)) {
        person.isKnown = false;
      }
      return answer;
    }),
  );
}

// What became of a change without an answer is asked of the page, until somebody can say.
async function find(person, there) {
  while (!person.isKnown && phase() !== "end") {
    await new Promise((done) => setTimeout(done, 200));
    const answer = await there.elsewhere(there.base).get(page);
    const attempt = answer.text.match(/name="attempt" value="(\d+)"/)?.[1];
    if (answer.status !== 200 || attempt === undefined) continue;
    Object.assign(person, { isKnown: true, isIn: standing(answer) === "confirmed", left: Number(attempt) });
  }
}

await Promise.all(tasks);
for (const person of crowd.filter((person) => person.isKnown)) {
  const shown = standing(await person.elsewhere(one).get(page));
  must((shown === "confirmed") === person.isIn, `player ${person.id} was told ${person.isIn ? "in" : "out"}, and the page says ${shown}`);
}
const groups = Map.groupBy ? Map.groupBy(seen, (one) => `${one.present}: ${one.kind}`) : seen.reduce((all, one) => all.set(`${one.present}: ${one.kind}`, [...(all.get(`${one.present}: ${one.kind}`) ?? []), one]), new Map());
const wrong = [];
const wellBack = seen.filter((one) => one.present === "back" && one.kind === "change");
must(wellBack.filter(({ status }) => status === 303).length > wellBack.length / 2, "most changes were made when the database was back");
console.log(`${"".padEnd(28)} ${"asked".padStart(6)} ${"p50 ms".padStart(7)} ${"worst".padStart(7)}  answers`);
for (const [name, group] of [...groups].sort()) {
  const took = group.map((one) => one.took), answers = {};
  for (const { status } of group) answers[status] = (answers[status] ?? 0) + 1;
  console.log(`${name.padEnd(28)} ${String(group.length).padStart(6)} ${String(percentile(took, 0.5)).padStart(7)} ${String(percentile(took, 1)).padStart(7)}  ${JSON.stringify(answers)}`);
  const { kind, present } = group[0];
  if (Math.max(...took) > LONGEST) wrong.push(`${name}: somebody waited ${percentile(took, 1)} ms`);
  if (group.some(({ status, retry }) => status === 503 && !retry)) wrong.push(`${name}: 503 without Retry-After`);
  const wanted = present === "away" ? (kind === "change" || kind === "readyz" ? [503] : [200]) : present.startsWith("into") ? [200, 303, 503] : kind === "change" ? [303, 503] : [200];
  const strange = Object.keys(answers).filter((status) => !wanted.includes(Number(status)));
  if (strange.length > 0) wrong.push(`${name}: answered ${strange}`);
}
must([...groups.keys()].some((name) => name.startsWith("away:")) && [...groups.keys()].some((name) => name.startsWith("back:")), "the database was away and came back");
must(wrong.length === 0, wrong.join("; "));
