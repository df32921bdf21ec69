// Valid HTML, by the standard's own rules.
import { HtmlValidate } from "html-validate";

const validator = new HtmlValidate({
  root: true,
  extends: ["html-validate:standard", "html-validate:document"],
  // Checksums are for files from other places, and there are none. The list of mistakes stands above the heading.
  rules: { "require-sri": "off", "heading-level": "off" },
});

/** What is wrong with `html` as a document, one line a mistake. */
export async function validity(html) {
  const report = await validator.validateString(html);
  return report.results.flatMap(({ messages }) =>
    messages.map(({ line, column, ruleId, message }) => `invalid HTML at ${line}:${column}: ${message} (${ruleId})`),
  );
}
