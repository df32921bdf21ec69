// A real mail server, and the letters that it was given.
import { spawn } from "node:child_process";
import { resolve } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const FOLDER = resolve(fileURLToPath(new URL("../python", import.meta.url)));

/** A server with its `port`. `letter(to, subject)` waits for the next letter to somebody whose subject begins so. */
export async function openPostOffice() {
  const child = spawn(resolve(FOLDER, ".venv/bin/python"), [resolve(FOLDER, "mail_server.py")], { stdio: ["pipe", "pipe", "inherit"] });
  process.once("exit", () => child.kill("SIGKILL"));
  const [arrived, waiting] = [[], []];
  let begun;
  const port = new Promise((done, fail) => {
    begun = done;
    child.once("error", fail).once("exit", () => fail(new Error("the mail server ended")));
  });
  createInterface({ input: child.stdout }).on("line", (line) => {
    const said = JSON.parse(line);
    if (said.port) begun(said.port);
    if (said.to) arrived.push(said);
    for (const one of waiting) one();
  });
  const take = (to, subject) => {
    const index = arrived.findIndex((letter) => letter.to.includes(to) && letter.headers.subject.startsWith(subject));
    return index < 0 ? undefined : arrived.splice(index, 1)[0];
  };
  const letter = (to, subject, limit = 60_000) =>
    new Promise((done, fail) => {
      const give = () => fail(new Error(`no "${subject}" came to ${to}, but ${arrived.map((one) => `${one.to}: ${one.headers.subject}`)}`));
      const timer = setTimeout(give, limit);
      const look = () => {
        const found = take(to, subject);
        if (!found) return;
        clearTimeout(timer);
        waiting.splice(waiting.indexOf(look), 1);
        done(found);
      };
      waiting.push(look);
      look();
    });
  return { port: await port, letter, close: () => child.kill("SIGKILL") };
}

/** The link of a letter whose path begins with `path`. */
export function linkIn(letter, path) {
  const found = letter.text.match(new RegExp(`http://\\S+?${path}\\S*`));
  if (!found) throw new Error(`no link to ${path} in ${letter.text}`);
  return found[0];
}
