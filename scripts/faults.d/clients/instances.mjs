// Two instances and the proxy before them are one site. Arguments: the proxy, one, the other, the set-up link, sessions.
import { readFileSync } from "node:fs";
import { Person, becomes, makeGame, must, setUp, players, standing } from "./http.mjs";

const [proxy, one, other, link, program] = process.argv.slice(2);
const admin = await setUp(one, link);
const page = await makeGame(admin);
const { execFileSync } = await import("node:child_process");
const sessions = `${process.env.FOLDER}/sessions`;
execFileSync(program, ["admin", "make-players", "8", "--sessions", sessions]);
const [ana, bo, cy, di] = players(readFileSync(sessions, "utf8"), one);

const times = [];
const visitor = (base) => new Person(base).get(page).then((answer) => answer.text.match(/data-taken="(\d+)"/)?.[1] ?? answer.text.match(/(\d+) of \d+/)?.[1]);
for (let round = 0; round < 20; round += 1) {
  // The pages are kept ready on both before the change.
  await Promise.all([visitor(one), visitor(other), ana.at(other).get(page)]);
  const before = await visitor(other);
  const isIn = round % 2 === 1;
  const [from, to] = round % 4 < 2 ? [one, other] : [other, one];
  const answer = await ana.at(from).post(`${page}/registration${isIn ? "/withdraw" : ""}`, { attempt: Math.ceil(round / 2) - (isIn ? 1 : 0) });
  must(answer.status === 303, `the change was answered ${answer.status}`);
  const wanted = isIn ? "withdrawn" : "confirmed";
  const there = standing(await ana.at(to).get(page));
  must(there === wanted, `round ${round}: the author saw ${there} through the other instance, not ${wanted}`);
  times.push(await becomes(async () => (await visitor(to)) !== before, 1000, "others see the change through the other instance"));
}
console.log(`a change is seen by its author at once, and by others through the other instance within ${Math.max(...times)} ms`);

// Signed out everywhere, disabled, given a role: everywhere within a second.
const isSignedIn = async (person, base) => (await person.elsewhere(base).get("/me")).status === 200;
must(await isSignedIn(bo, other), "signed in through the other instance");
must((await bo.elsewhere(one).post("/logout")).status === 303, "signing out");
console.log(`a sign-out holds on the other instance after ${await becomes(async () => !(await isSignedIn(bo, other)), 1000, "signed out there too")} ms`);
must(await isSignedIn(cy, other), "signed in through the other instance");
must((await admin.post(`/admin/people/${cy.id}/disable`)).status === 303, "disabling");
console.log(`a disabled account is out on the other instance after ${await becomes(async () => !(await isSignedIn(cy, other)), 1000, "disabled there too")} ms`);
const mayAdminister = async () => (await di.elsewhere(other).get("/admin/people")).status === 200;
must(!(await mayAdminister()), "a player is no admin");
must((await admin.post(`/admin/people/${di.id}/role`, { role: "admin" })).status === 303, "giving a role");
console.log(`a new role holds on the other instance after ${await becomes(mayAdminister, 1000, "an admin there too")} ms`);
must((await admin.post(`/admin/people/${di.id}/role`, { role: "player" })).status === 303, "taking a role");
console.log(`a role taken is gone on the other instance after ${await becomes(async () => !(await mayAdminister()), 1000, "no admin there either")} ms`);

// Through the proxy, which asks one and then the other.
for (let round = 0; round < 10; round += 1) {
  const there = di.at(proxy);
  const isIn = round % 2 === 1;
  const answer = await there.post(`${page}/registration${isIn ? "/withdraw" : ""}`, { attempt: Math.ceil(round / 2) - (isIn ? 1 : 0) });
  must(answer.status === 303, `through the proxy the change was answered ${answer.status}`);
  for (let look = 0; look < 4; look += 1) {
    const seen = standing(await there.get(page));
    must(seen === (isIn ? "withdrawn" : "confirmed"), `through the proxy, round ${round}: ${seen}`);
  }
}
console.log("through the proxy everybody sees their own change at once");
