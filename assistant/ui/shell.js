/* What Streamlit's page lacks. Nothing here reads or changes the text of documents.
   1. Its own controls speak English: fixed strings, matched whole, are put in French.
   2. It scrolls a chat to its end: the newest question is kept in view instead. */
(() => {
  const FRENCH = {
    "App Logo": "Pôle de ressources Ville et développement social",
    "App pages": "Pages",
    "Choose an option": "Choisir",
    "Choose date": "Choisir une date",
    "Choose options": "Choisir",
    "Clear all": "Tout effacer",
    "Clear date": "Effacer la date",
    "Clear entry": "Effacer",
    "Clear value": "Effacer",
    "Close": "Fermer",
    "Close fullscreen": "Quitter le plein écran",
    "Collapse sidebar": "Fermer le menu",
    "Connecting": "Connexion…",
    "Connecting to Streamlit server": "Connexion…",
    "Connection error": "Connexion perdue",
    "Copied": "Copié",
    "Copy to clipboard": "Copier",
    "Decrement": "Diminuer",
    "Expand sidebar": "Ouvrir le menu",
    "Fullscreen": "Plein écran",
    "Hide password": "Cacher le mot de passe",
    "Increment": "Augmenter",
    "Link to heading": "Lien vers ce titre",
    "Logo": "Pôle de ressources Ville et développement social",
    "Main menu": "Menu principal",
    "Navigate to home page": "Aller à l’accueil",
    "Next month": "Mois suivant",
    "Next page": "Page suivante",
    "No results": "Aucun résultat",
    "Notifications": "Notifications",
    "Open": "Ouvrir",
    "Please wait...": "Patientez…",
    "Press Enter to apply": "Entrée pour valider",
    "Press Enter to submit form": "Entrée pour envoyer",
    "Previous month": "Mois précédent",
    "Previous page": "Page précédente",
    "Running...": "En cours…",
    "Select all": "Tout choisir",
    "Selected values": "Choix faits",
    "Send message": "Envoyer la question",
    "Show password": "Montrer le mot de passe",
    "Sidebar": "Menu",
    "Stop script": "Arrêter la recherche",
    "View fullscreen": "Plein écran",
  };
  const ATTRIBUTES = ["aria-label", "title", "placeholder", "alt"];
  const REMOVE = /^Remove (?=.)/;
  const OURS = ".stHtml, .stMarkdown, [data-testid='stMarkdownContainer'], .stCode, textarea";

  const french = (text) => FRENCH[text] ?? (REMOVE.test(text) ? text.replace(REMOVE, "Retirer ") : undefined);

  const translateAttributes = (element) => {
    for (const name of ATTRIBUTES) {
      const found = element.hasAttribute(name) && french(element.getAttribute(name));
      if (found) element.setAttribute(name, found);
    }
  };
  const translateText = (node) => {
    const found = FRENCH[node.data.trim()];
    if (found && !node.parentElement?.closest(OURS)) node.data = found;
  };
  const translateAll = (root) => {
    if (root.nodeType === Node.TEXT_NODE) translateText(root);
    if (root.nodeType !== Node.ELEMENT_NODE) return;
    translateAttributes(root);
    root.querySelectorAll("[aria-label], [title], [placeholder], [alt]").forEach(translateAttributes);
    const texts = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) translateText(texts.currentNode);
  };

  const SETTLING = 1500, LONGEST = 60000, BETWEEN = 120;  // milliseconds
  const HEADER = 72, NEAR = 8;  // pixels
  const RUNNING = "[data-test-script-state='running']";
  let shown = 0;
  let moved = false;
  for (const gesture of ["wheel", "touchmove", "keydown", "pointerdown"]) {
    addEventListener(gesture, () => { moved = true; }, { passive: true, capture: true });
  }
  const holdInView = (question, until, last) => {
    const now = performance.now();
    if (document.querySelector(RUNNING)) until = now + SETTLING;
    if (moved || !question.isConnected || now > Math.min(until, last)) return;
    if (Math.abs(question.getBoundingClientRect().top - HEADER) > NEAR) {
      question.scrollIntoView({ block: "start" });
    }
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

  new MutationObserver((changes) => {
    for (const change of changes) {
      if (change.type === "attributes") translateAttributes(change.target);
      else change.addedNodes.forEach(translateAll);
    }
    keepInView();
  }).observe(document.documentElement, {
    subtree: true, childList: true, attributes: true, attributeFilter: ATTRIBUTES,
  });
})();
