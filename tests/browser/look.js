// Looks at a page as a person would: on a phone and on a laptop, in light and in dark, with large text.
import { COLOUR_RULES, accessibility } from "./checks/accessibility.js";
import { overflow } from "./checks/overflow.js";
import { stillness } from "./checks/stillness.js";
import { targets } from "./checks/targets.js";
import { validity } from "./checks/validity.js";
import { words } from "./checks/words.js";
import { withScripts } from "./chromium.js";

const PHONE = 320;
const LAPTOP = 1280;

/**
 * Opens `path` in every way and says everything that is wrong with it, one line each.
 * `status` is the answer that the page should have.
 */
export async function lookAt(page, watcher, origin, path, status = 200) {
  const found = [];
  for (const width of [PHONE, LAPTOP]) {
    await page.setViewportSize({ width, height: width === PHONE ? 640 : 900 });
    await page.emulateMedia({ colorScheme: "light" });
    const answer = await page.goto(origin + path, { waitUntil: "load" });
    if (answer.status() !== status) found.push(`answered ${answer.status()}`);
    const note = (lines) => found.push(...lines.map((line) => `${width} px: ${line}`));
    note(await stillness(page));
    note(await lookAround(page));
    if (width === PHONE) {
      note(await withLargeText(page));
      found.push(...(await validity(await answer.text())));
    }
  }
  found.push(...watcher.problems(status));
  return [...new Set(found)];
}

/** The page as it stands, wherever a story has led: at its present width, in light and in dark. */
export function lookAround(anyPage) {
  return withScripts(anyPage, async (page) => {
    const found = [...(await overflow(page)), ...(await words(page)), ...(await targets(page))];
    await page.emulateMedia({ colorScheme: "dark" });
    found.push(...(await accessibility(page, COLOUR_RULES)).map((line) => `dark: ${line}`));
    await page.emulateMedia({ colorScheme: "light" });
    found.push(...(await accessibility(page)));
    return found;
  });
}

async function withLargeText(page) {
  await page.setViewportSize({ width: 2 * PHONE, height: 900 });
  await enlargeText(page);
  const found = (await overflow(page)).map((line) => `at 200 % text: ${line}`);
  await enlargeText(page, 100);
  return found;
}

/** Sets the browser's own text size, as its settings do. */
export async function enlargeText(page, percent = 200) {
  const session = await page.context().newCDPSession(page);
  const size = (pixels) => Math.round((pixels * percent) / 100);
  await session.send("Page.setFontSizes", { fontSizes: { standard: size(16), fixed: size(13) } });
  await session.detach();
}
