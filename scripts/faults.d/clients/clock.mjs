// The clock is set forward and back. Arguments: base, set-up link, program, and the file with the seconds to add.
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { makeGame, must, players, setUp, standing } from "./http.mjs";

const [base, link, program, clock] = process.argv.slice(2);
const HOUR = 3600;
const set = (seconds) => writeFileSync(clock, `${seconds}\n`);
const wall = (hours) => new Date(Date.now() + hours * HOUR * 1000).toLocaleString("sv", { timeZone: "Europe/Berlin" }).slice(0, 16).replace(" ", "T");
const admin = await setUp(base, link);
const opens = await makeGame(admin, 10, { opens_at: wall(2) });
const closes = await makeGame(admin, 10, { closes_at: wall(2) });
execFileSync(program, ["admin", "make-players", "12", "--sessions", `${process.env.FOLDER}/people`]);
const people = players(readFileSync(`${process.env.FOLDER}/people`, "utf8"), base);
const joins = async (page, wanted, says) => {
  const person = people.shift();
  const answer = await person.post(`${page}/registration`, { attempt: 0 });
  must(answer.status === wanted, `${says}: answered ${answer.status}, not ${wanted}`);
  must((standing(await person.get(page)) === "confirmed") === (wanted === 303), `${says}: the page says otherwise`);
  return person;
};
await joins(opens, 409, "before opening");
const first = await joins(closes, 303, "before closing");
set(-3 * HOUR);
await joins(opens, 409, "the clock is three hours behind, before opening");
set(3 * HOUR);
await joins(opens, 303, "three hours on, it has opened");
await joins(closes, 409, "three hours on, it has closed");
set(0);
await joins(opens, 409, "back again, it has not opened yet");
await joins(closes, 409, "back again, what was closed stays closed");
set(-48 * HOUR);
await joins(closes, 409, "two days behind, what was closed stays closed");
must(standing(await first.get(closes)) === "confirmed", "whoever was in is in");
set(0);
must((await admin.get("/admin")).status === 200, "the session outlives it");
console.log("nothing opened early, nothing reopened, nobody was signed out");
