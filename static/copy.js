// Puts the "Copy" buttons of the page to work. Without it they stay hidden, and nothing else is missing.
for (const button of document.querySelectorAll("button[data-copies]")) {
  const text = document.getElementById(button.dataset.copies);
  const said = button.parentElement.querySelector("[role=status]");
  button.addEventListener("click", async () => {
    said.textContent = "";
    said.textContent = (await copy(text)) ? "Copied." : "It is marked: copy it as your device does.";
  });
  button.hidden = false;
}

async function copy(text) {
  try {
    await navigator.clipboard.writeText(text.value);
    return true;
  } catch {
    // Browsers give the clipboard to secure pages alone; what is marked can be copied anywhere.
    text.focus();
    text.select();
    return document.execCommand("copy");
  }
}
