// Whatever can be tapped is at least 44 px wide and high; a link inside a sentence may be as high as its line.

const SIZE = 44;

/** The targets that are too small for a thumb, one line each. */
export async function targets(page) {
  const small = await page.evaluate(findSmallTargets, SIZE);
  await page.evaluate(() => {
    document.activeElement?.blur?.();
    window.scrollTo(0, 0);
  });
  return small;
}

// Runs in the page.
function findSmallTargets(size) {
  const least = size - 0.5;
  const all = "a[href], button, input:not([type=hidden]), select, textarea, summary, [role=button], [tabindex='0']";

  const isReachable = (element) => !element.disabled && element.checkVisibility({ visibilityProperty: true });

  const blockOf = (node) => {
    let block = node.parentElement;
    while (block && getComputedStyle(block).display.startsWith("inline")) block = block.parentElement;
    return block;
  };

  // A link that flows in a line with other words that are not links themselves.
  const isInSentence = (element) => {
    if (element.tagName !== "A" || getComputedStyle(element).display !== "inline") return false;
    const block = blockOf(element);
    const texts = document.createTreeWalker(block, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) {
      const text = texts.currentNode;
      const isPlain = !text.parentElement.closest("a, button, select, label") && blockOf(text) === block;
      if (isPlain && /\p{L}{2,}/u.test(text.data)) return true;
    }
    return false;
  };

  const belongs = (hit, element) =>
    hit && (element.contains(hit) || hit.closest("label")?.control === element || hit.closest("a[href], button") === element);

  // How far a tap may be from the middle and still hit, in one direction: labels and stretched links count.
  const reach = (element, x, y, dx, dy) => {
    let far = 0;
    while (far < size && belongs(document.elementFromPoint(x + dx * (far + 1), y + dy * (far + 1)), element)) far += 1;
    return far;
  };

  const measure = (element) => {
    let box = element.getBoundingClientRect();
    if (box.width >= least && box.height >= least) return null;
    // A skip link has its size while it has the focus.
    element.focus({ preventScroll: true });
    element.scrollIntoView({ block: "center", inline: "nearest", behavior: "instant" });
    box = element.getBoundingClientRect();
    const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
    const width = Math.max(box.width, 1 + reach(element, x, y, -1, 0) + reach(element, x, y, 1, 0));
    const height = Math.max(box.height, 1 + reach(element, x, y, 0, -1) + reach(element, x, y, 0, 1));
    return width >= least && height >= least ? null : `${Math.round(width)} x ${Math.round(height)} px`;
  };

  return [...document.querySelectorAll(all)].filter(isReachable).filter((element) => !isInSentence(element)).flatMap((element) => {
    const box = measure(element);
    const words = (element.innerText || element.value || element.name || "").trim().slice(0, 40);
    return box ? [`target of ${box}: <${element.tagName.toLowerCase()} class="${element.className}"> "${words}"`] : [];
  });
}
