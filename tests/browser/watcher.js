// Watches a page for what it must never do: complain on its console, break its policy, leave the site.

/** Starts watching `page`; `problems()` says what it did since it was last asked. */
export function watch(page, origin) {
  let seen = [];
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) seen.push(`console ${message.type()}: ${message.text()}`);
  });
  page.on("pageerror", (error) => seen.push(`script error: ${error.message}`));
  page.on("requestfailed", (request) => {
    seen.push(`request failed: ${request.url()} (${request.failure()?.errorText})`);
  });
  page.on("request", (request) => {
    const url = request.url();
    if (!url.startsWith("data:") && new URL(url).origin !== origin) seen.push(`left the site: ${url}`);
  });
  page.on("response", (response) => {
    if (response.status() >= 500) seen.push(`answered ${response.status()}: ${response.url()}`);
  });
  return {
    /** `expected` is the status of an error page: Chromium reports the page itself on the console then. */
    problems(expected = 200) {
      const found = seen.filter((line) => expected < 400 || !line.includes(`status of ${expected}`));
      seen = [];
      return found;
    },
  };
}
