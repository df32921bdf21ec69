// Many connections that say nothing, while others are served. Arguments: base, set-up link, program, "idle", how many.
import { fork } from "node:child_process";
import { connect } from "node:net";
import { Person, makeGame, must, percentile, setUp } from "./http.mjs";

const [base, link, , kind, wanted] = process.argv.slice(2);
const count = Number(wanted), url = new URL(base);
let open = 0, opened = 0;

// A connection that has been closed for its silence is made again: the crowd stays.
function idle() {
  let wasOpen = false;
  const socket = connect(Number(url.port), url.hostname, () => ((open += 1), (opened += 1), (wasOpen = true)));
  socket.on("error", () => {});
  socket.on("data", () => {});
  socket.on("close", () => {
    if (wasOpen) open -= 1;
    setTimeout(idle, 50 + Math.random() * 500);
  });
}

// The crowd is a process of its own: whoever measures must not wait for it.
if (kind === "crowd") {
  process.on("disconnect", () => process.exit(0));
  setInterval(() => process.send({ open, opened }), 100);
  for (let number = 0; number < count; number += 1) {
    idle();
    if (number % 250 === 249) await new Promise((done) => setTimeout(done, 50));
  }
  await new Promise(() => {});
}

const admin = await setUp(base, link);
const page = await makeGame(admin);
await new Person(base).get(page);
const crowd = fork(process.argv[1], [base, link, "", "crowd", wanted]);
crowd.on("message", (said) => ({ open, opened } = said));
const tired = performance.now() + 30_000;
while (open < count * 0.95 && performance.now() < tired && !process.env.PATIENT) await new Promise((done) => setTimeout(done, 100));
const took = [], most = [];
const until = performance.now() + 12_000;
while (performance.now() < until) {
  const answers = await Promise.all([new Person(base, "", 30_000).get(page), new Person(base, "", 30_000).get("/"), admin.elsewhere(base).get("/me")]);
  for (const answer of answers) {
    must(answer.status === 200, `others were answered ${answer.status} ${answer.error ?? ""}`);
    took.push(answer.took);
  }
  most.push(open);
  await new Promise((done) => setTimeout(done, 20));
}
console.log(`${Math.max(...most)} connections open at once, ${opened} in all; ${took.length} other answers, p50 ${percentile(took, 0.5)} ms, p99 ${percentile(took, 0.99)} ms, worst ${percentile(took, 1)} ms`);
must(process.env.PATIENT || Math.max(...most) > count * 0.95, "so many were not open");
must(percentile(took, 0.99) < (process.env.PATIENT ? 15_000 : 1000), "others waited");
process.exit(0);
