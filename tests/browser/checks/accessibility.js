// axe-core, all its default rules: the standards' and the best practices.
import axe from "axe-core";

/** What axe-core finds on the page as it is now, one line a finding. */
export async function accessibility(page) {
  await page.evaluate(`if (!window.axe) { ${axe.source} }`);
  const violations = await page.evaluate(async () => {
    const result = await window.axe.run(document, { resultTypes: ["violations"] });
    return result.violations.map(({ id, help, nodes }) => ({
      id,
      help,
      nodes: nodes.slice(0, 5).map(({ target, any }) => `${target.join(" ")} ${any[0]?.message ?? ""}`.trim()),
    }));
  });
  return violations.map(({ id, help, nodes }) => `axe ${id}: ${help}: ${nodes.join(" | ")}`);
}
