// What a first view costs: every byte of a body that comes over the wire, as it comes, compressed.

const LIMIT = 14_000;

/** One line when the page, with everything that it loads, is heavier than the first view may be. */
export async function weight(page) {
  const parts = await page.evaluate(() =>
    [...performance.getEntriesByType("navigation"), ...performance.getEntriesByType("resource")].map((entry) => ({
      path: new URL(entry.name).pathname,
      bytes: entry.encodedBodySize,
    })),
  );
  const sum = parts.reduce((total, { bytes }) => total + bytes, 0);
  const list = parts.map(({ path, bytes }) => `${path} ${bytes}`).join(", ");
  return sum > LIMIT ? [`the first view is ${sum} bytes, more than ${LIMIT}: ${list}`] : [];
}
