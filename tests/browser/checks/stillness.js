// Nothing moves once it is drawn.

/** Less than this is the rounding of a line's height, which no eye sees. */
const VISIBLE = 0.0005;

/** The layout shifts since the page was opened, one line each. Needs JavaScript. */
export async function stillness(page) {
  const shifts = await page.evaluate(
    () =>
      new Promise((done) => {
        const seen = [];
        const observer = new PerformanceObserver((list) => seen.push(...list.getEntries()));
        observer.observe({ type: "layout-shift", buffered: true });
        setTimeout(() => {
          seen.push(...observer.takeRecords());
          done(
            seen
              .filter((shift) => !shift.hadRecentInput)
              .map((shift) => ({
                value: shift.value,
                what: shift.sources.map(({ node }) => node?.nodeName + (node?.className ? "." + node.className : "")).join(", "),
              })),
          );
        }, 100);
      }),
  );
  return shifts.filter(({ value }) => value >= VISIBLE).map(({ value, what }) => `layout shift of ${value.toFixed(4)}: ${what}`);
}
