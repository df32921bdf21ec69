// Reads the calendar files of a folder with ical.js, and compares what it understands with what was meant.
import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import ICAL from "ical.js";

const folder = process.argv[2];
const files = readdirSync(folder).filter((name) => name.endsWith(".ics"));
assert.ok(files.length >= 4, `only ${files.length} files in ${folder}`);

for (const name of files) {
  const calendar = new ICAL.Component(ICAL.parse(readFileSync(join(folder, name), "utf8")));
  const meant = JSON.parse(readFileSync(join(folder, name.replace(/ics$/, "json")), "utf8"));
  assert.equal(calendar.name, "vcalendar");
  assert.equal(calendar.getFirstPropertyValue("version"), "2.0");
  assert.ok(calendar.getAllSubcomponents().length > 0, `${name} has no component`);
  assert.deepEqual(calendar.getAllSubcomponents("vevent").map(understood), meant, name);
  console.log(`${name}: ${meant.length} entries, as they were meant`);
}

/** An entry as this reader understands it, in the words of the file. */
function understood(event) {
  const pairs = event.getAllProperties().map((property) => {
    const value = property.getFirstValue();
    return [property.name.toUpperCase(), value instanceof ICAL.Time ? instant(value) : String(value)];
  });
  return Object.fromEntries(pairs);
}

function instant(time) {
  assert.equal(time.zone, ICAL.Timezone.utcTimezone);
  return time.toJSDate().toISOString().replace(/[-:]|\.000/g, "");
}
