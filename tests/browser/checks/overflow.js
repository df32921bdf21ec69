// Nothing is wider than the window: the page scrolls one way only.

/** The elements that make the page scroll sideways, one line each. */
export async function overflow(page) {
  return page.evaluate(() => {
    const root = document.documentElement;
    const width = root.clientWidth;
    if (root.scrollWidth <= width) return [];
    // An absolutely placed element escapes the box that scrolls, unless that box places it.
    const scrollsItself = (element) => {
      let placed = getComputedStyle(element).position === "absolute";
      for (let box = element.parentElement; box && box !== document.body; box = box.parentElement) {
        const style = getComputedStyle(box);
        if (placed && style.position === "static") continue;
        if (style.overflowX !== "visible") return true;
        placed = style.position === "absolute";
      }
      return false;
    };
    const nameOf = (element) => [element.tagName.toLowerCase(), ...element.classList].join(".");
    const wide = [...document.body.querySelectorAll("*")]
      .filter((element) => element.getBoundingClientRect().right > width + 0.5 && !scrollsItself(element))
      .map(nameOf);
    return [`scrolls sideways: ${root.scrollWidth} px of page in ${width} px of window: ${wide.slice(-4).join(", ")}`];
  });
}
