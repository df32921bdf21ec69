// axe-core, all its default rules: the standards' and the best practices.
import axe from "axe-core";

/** The rules that can come out differently when only the colours change. */
export const COLOUR_RULES = ["color-contrast", "link-in-text-block"];

/** What axe-core finds on the page as it is now, one line a finding; by some rules alone, or by all. */
export async function accessibility(page, rules) {
  await page.evaluate(`if (!window.axe) { ${axe.source} }`);
  const violations = await page.evaluate(async (runOnly) => {
    const result = await window.axe.run(document, { resultTypes: ["violations"], ...(runOnly && { runOnly }) });
    return result.violations.map(({ id, help, nodes }) => ({
      id,
      help,
      nodes: nodes.slice(0, 5).map(({ target, any }) => `${target.join(" ")} ${any[0]?.message ?? ""}`.trim()),
    }));
  }, rules);
  return violations.map(({ id, help, nodes }) => `axe ${id}: ${help}: ${nodes.join(" | ")}`);
}
