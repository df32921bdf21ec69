// Nothing is wider than the window: the page scrolls one way only.

/** The elements that make the page scroll sideways, one line each. */
export async function overflow(page) {
  return page.evaluate(() => {
    const root = document.documentElement;
    const width = root.clientWidth;
    if (root.scrollWidth <= width) return [];
    const scrollsItself = (element) => {
      for (let box = element.parentElement; box && box !== document.body; box = box.parentElement) {
        if (getComputedStyle(box).overflowX !== "visible") return true;
      }
      return false;
    };
    const wide = [...document.body.querySelectorAll("*")]
      .filter((element) => element.getBoundingClientRect().right > width + 0.5 && !scrollsItself(element))
      .map((element) => `${element.tagName.toLowerCase()}${element.className ? "." + String(element.className.baseVal ?? element.className).trim().replace(/\s+/g, ".") : ""}`);
    return [`scrolls sideways: ${root.scrollWidth} px of page in ${width} px of window: ${wide.slice(-4).join(", ")}`];
  });
}
