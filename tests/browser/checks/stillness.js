// Nothing moves once it is drawn.

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
  return shifts.map(({ value, what }) => `layout shift of ${value.toFixed(4)}: ${what}`);
}
