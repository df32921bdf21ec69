// A slow line to a server: hands on what comes, answers after as many milliseconds as a file says. Arguments: port to listen
// on, the server's port, the file.
import { readFileSync } from "node:fs";
import { connect, createServer } from "node:net";

const [port, server, file] = process.argv.slice(2);
const delay = () => Number(readFileSync(file, "utf8"));
const pass = (from, to, wait) => {
  let last = 0;
  from.on("data", (bytes) => {
    // What is sent later must not arrive earlier, also where the line has become faster in between.
    last = Math.max(last, Date.now() + wait());
    setTimeout(() => to.write(bytes), last - Date.now());
  });
  from.on("close", () => to.destroy());
  from.on("error", () => to.destroy());
};
createServer((client) => {
  const behind = connect(Number(server), "127.0.0.1");
  for (const one of [client, behind]) one.setNoDelay(true);
  pass(client, behind, () => 0);
  pass(behind, client, delay);
}).listen(Number(port), "127.0.0.1");
