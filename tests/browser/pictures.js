// Takes a picture of every page for every role, to be looked at by eye: `npm run pictures` fills `shots/`.
import { mkdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { startChromium } from "./chromium.js";
import { findPages } from "./crawl.js";
import { newPerson } from "./people.js";
import { startDemo } from "./site.js";

const FOLDER = fileURLToPath(new URL("shots", import.meta.url));
const WIDTHS = [320, 390, 1280];

const [site, browser] = await Promise.all([startDemo(), startChromium()]);
try {
  for (const role of ["visitor", "player", "organizer", "admin"]) {
    mkdirSync(`${FOLDER}/${role}`, { recursive: true });
    const page = await newPerson(browser, site, role);
    for (const path of await findPages(page, site.origin)) await picture(page, role, path);
  }
} finally {
  await browser.close();
  await site.stop();
}

async function picture(page, role, path) {
  const name = path.replace(/[^\w]+/g, "-").replace(/^-|-$/g, "") || "upcoming";
  await page.goto(site.origin + path);
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: width < 600 ? 844 : 900 });
    for (const colorScheme of ["light", "dark"]) {
      await page.emulateMedia({ colorScheme });
      await page.screenshot({ path: `${FOLDER}/${role}/${name}-${width}-${colorScheme}.png` });
    }
  }
}
