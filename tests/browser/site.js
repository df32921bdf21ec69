// The program under test: started on a free port of the loopback, with its data in a temporary folder.
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const REPOSITORY = resolve(fileURLToPath(new URL("../..", import.meta.url)));
const START_TIMEOUT_MS = 120_000;
const STOP_TIMEOUT_MS = 15_000;

/** The demo town: `origin`, and `signIns` of `admin`, `organizer` and `player`. */
export async function startDemo() {
  const folder = mkdtempSync(join(tmpdir(), "kickabout-demo-"));
  const signIns = {};
  const read = (line, site) => {
    const address = line.match(/^Kickabout demo at (http:\/\/\S+?)\/?$/);
    if (address) site.origin = address[1];
    const signIn = line.match(/^\s+(admin|organizer|player)\s+(\S+@\S+)\s+(\S+)\s*$/);
    if (signIn) signIns[signIn[1]] = { email: signIn[2], password: signIn[3] };
    return site.origin && Object.keys(signIns).length === 3;
  };
  const site = await start(["demo", "--data-dir", folder, "--listen", "127.0.0.1:0"], folder, read);
  return Object.assign(site, { signIns });
}

/** A site without anything in it: `origin`, and `setUpLink` for its first admin. */
export async function startEmptySite({ listen = "127.0.0.1:0", more = [] } = {}) {
  const folder = mkdtempSync(join(tmpdir(), "kickabout-empty-"));
  const read = (line, site) => {
    const address = line.match(/^Listening on (http:\/\/\S+?)\/?$/);
    if (address) site.origin = address[1];
    const link = line.match(/^Set up this site: (http:\/\/\S+)$/);
    if (link) site.setUpLink = link[1];
    return site.origin && site.setUpLink;
  };
  return start(["serve", "--database-url", `sqlite:${join(folder, "kickabout.db")}`, "--listen", listen, ...more], folder, read);
}

/** The same, knowing its address and sending its mail to a server at `smtpPort`. */
export async function startSiteWithMail(smtpPort) {
  const listen = `127.0.0.1:${await freePort()}`;
  const smtp = ["--smtp-url", `smtp://127.0.0.1:${smtpPort}`, "--mail-from", "Parkside <games@parkside.example>"];
  return startEmptySite({ listen, more: ["--public-url", `http://${listen}`, ...smtp] });
}

/** A port on which nobody listens now. */
function freePort() {
  return new Promise((done, fail) => {
    const server = createServer().once("error", fail);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => done(port));
    });
  });
}

async function start(words, folder, read) {
  const program = resolve(REPOSITORY, process.env.KICKABOUT_BIN ?? "target/debug/kickabout");
  if (!existsSync(program)) throw new Error(`There is no program at ${program}; cargo build makes it.`);
  const child = spawn(program, words, { stdio: ["ignore", "pipe", "pipe"] });
  const site = { stop: () => stop(child, folder), log: () => said.join("\n") };
  const said = [];
  process.once("exit", () => child.kill("SIGKILL"));
  createInterface({ input: child.stderr }).on("line", (line) => said.push(line));
  try {
    await ready(child, words, read, site, said);
  } catch (error) {
    await site.stop();
    throw error;
  }
  return site;
}

function ready(child, words, read, site, said) {
  return new Promise((done, fail) => {
    const give = (reason) => fail(new Error(`kickabout ${words[0]} ${reason}. It said:\n${said.join("\n")}`));
    const timer = setTimeout(() => give("was not ready in time"), START_TIMEOUT_MS);
    child.on("error", (error) => give(`did not start: ${error.message}`));
    child.on("exit", (code) => give(`ended with ${code}`));
    createInterface({ input: child.stdout }).on("line", (line) => {
      said.push(line);
      if (read(line, site)) {
        clearTimeout(timer);
        done();
      }
    });
  });
}

async function stop(child, folder) {
  if (child.exitCode === null && child.signalCode === null && child.pid) {
    const ended = new Promise((done) => child.once("exit", done));
    child.kill("SIGTERM");
    const timer = setTimeout(() => child.kill("SIGKILL"), STOP_TIMEOUT_MS);
    await ended;
    clearTimeout(timer);
  }
  rmSync(folder, { recursive: true, force: true });
}
