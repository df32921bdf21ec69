// Words stay whole: only one that is too long for any line may be broken.

const LONGEST = 12;

/** The short words that are torn over two lines, one line each. */
export async function words(page) {
  return page.evaluate((longest) => {
    const torn = new Set();
    const range = document.createRange();
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) {
      const text = texts.currentNode;
      if (!text.parentElement.checkVisibility({ visibilityProperty: true }) || text.parentElement.closest("option, svg, textarea")) continue;
      for (const { 0: word, index } of text.data.matchAll(/[\p{L}\p{N}:.,]+/gu)) {
        if (word.length > longest) continue;
        range.setStart(text, index);
        range.setEnd(text, index + word.length);
        const lines = new Set([...range.getClientRects()].filter(({ width }) => width > 0).map(({ top }) => Math.round(top)));
        if (lines.size > 1) torn.add(`"${word}" is torn over ${lines.size} lines in "${text.parentElement.innerText.trim().slice(0, 40)}"`);
      }
    }
    return [...torn];
  }, LONGEST);
}
