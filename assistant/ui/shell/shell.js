/* 1. A new question is brought to the top of the view, where its answer is read from its beginning.
   2. Another page, or the sheet of a document, is read from its top, wherever the one before was scrolled to.
   3. The menu of a phone puts headings inside its list, which screen readers then lose: each part is a list. */
(() => {
  const SETTLING = 1500, LONGEST = 60000, BETWEEN = 60;  // milliseconds
  const HEADER = 72, NEAR = 8;  // pixels
  const RUNNING = "[data-test-script-state='running']";
  let shown = 0;
  let moved = false;
  for (const gesture of ["wheel", "touchmove", "keydown", "pointerdown"]) {
    addEventListener(gesture, () => { moved = true; }, { passive: true, capture: true });
  }
  const holdInView = (question, until, last) => {
    const now = performance.now();
    const running = document.querySelector(RUNNING);
    if (running) until = now + SETTLING;
    if (moved || !question.isConnected || now > Math.min(until, last)) return;
    if (Math.abs(question.getBoundingClientRect().top - HEADER) > NEAR) {
      question.scrollIntoView({ block: "start" });
    } else if (!running) return;
    setTimeout(holdInView, BETWEEN, question, until, last);
  };
  const keepInView = () => {
    const questions = document.getElementsByClassName("question");
    const isNew = questions.length > shown;
    shown = questions.length;
    if (!isNew) return;
    moved = false;
    const now = performance.now();
    holdInView(questions[shown - 1], now + SETTLING, now + LONGEST);
  };

  let title = "";
  const startAtTop = () => {
    const heading = document.querySelector("[data-testid='stMain'] h1");
    if (!heading || heading.textContent === title) return;
    if (title) heading.closest("[data-testid='stMain']").scrollTo(0, 0);
    title = heading.textContent;
  };
  const mendMenu = () => {
    for (const part of document.querySelectorAll("ul[data-testid='stSidebarNavItems'] > div:not([role])")) {
      part.parentElement.setAttribute("role", "none");
      part.setAttribute("role", "list");
    }
  };

  new MutationObserver(() => { startAtTop(); keepInView(); mendMenu(); }).observe(document.documentElement, { subtree: true, childList: true });
})();

/* « Copier »: the named part of the page goes to the clipboard as HTML and as plain text. */
(() => {
  const copy = async (button) => {
    const part = document.getElementById(button.dataset.copy);
    const said = button.parentElement.querySelector("[role='status']");
    const kinds = { "text/html": part.innerHTML, "text/plain": part.innerText };
    const blobs = Object.entries(kinds).map(([type, text]) => [type, new Blob([text], { type })]);
    try {
      await navigator.clipboard.write([new ClipboardItem(Object.fromEntries(blobs))]);
      said.textContent = "Copié.";
    } catch {
      said.textContent = "Le navigateur refuse la copie : prenez le texte brut ci-dessous.";
    }
  };
  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("[data-copy]");
    if (!button) return;
    event.preventDefault();
    copy(button);
  });
})();
