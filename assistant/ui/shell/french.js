/* The words of Streamlit's own controls, which speak English, in French. Fixed strings are matched whole, and
   nothing inside documents, questions or labels written here is read: see OURS. */
(() => {
  // The calendar and the lists take their language from the browser: the page is in French for everybody.
  Object.defineProperty(navigator, "language", { get: () => "fr-FR" });
  Object.defineProperty(navigator, "languages", { get: () => ["fr-FR", "fr"] });

  const LOST = "L’assistant ne répond plus. La page se reconnectera d’elle-même ; si cela dure, vérifiez votre "
    + "connexion à Internet ou prévenez le centre.";
  const CENTRE = document.querySelector("meta[name='application-name']")?.content ?? "Accueil";
  const WORDS = {
    "About": "À propos",
    "Add files": "Ajouter des fichiers",
    "Add row": "Ajouter une ligne",
    "An error has occurred, please try again.": "Une erreur s’est produite, réessayez.",
    "App Logo": CENTRE,
    "App pages": "Pages",
    "Autosize": "Ajuster la largeur",
    "Bad message format": "Message illisible",
    "Cancel": "Annuler",
    "Choose a date": "Choisir une date",
    "Choose an option": "Choisir",
    "Choose date": "Choisir une date",
    "Choose date and time": "Choisir la date et l’heure",
    "Choose date range": "Choisir une période",
    "Choose options": "Choisir",
    "Clear all": "Tout effacer",
    "Clear date": "Effacer la date",
    "Clear dates": "Effacer les dates",
    "Clear entry": "Effacer",
    "Clear date and time": "Effacer la date et l’heure",
    "Clear selection": "Effacer la sélection",
    "Clear time": "Effacer l’heure",
    "Clear value": "Effacer",
    "Click to retry upload": "Recommencer l’envoi",
    "Close": "Fermer",
    "Close Search": "Fermer la recherche",
    "Close fullscreen": "Quitter le plein écran",
    "Collapse sidebar": "Fermer le menu",
    "Connecting": "Connexion…",
    "Connecting to Streamlit server": "Connexion…",
    "Connection error": "Connexion perdue",
    "Connection lost. Please wait for the app to reconnect, then try again.":
      "Connexion perdue. Attendez que la page se reconnecte, puis recommencez.",
    "Connection timed out.": LOST,
    "Copied": "Copié",
    "Copied!": "Copié",
    "Copy Vega-Lite spec": "Copier la description du graphique",
    "Copy column name": "Copier le nom de la colonne",
    "Copy to clipboard": "Copier",
    "Dataframe column menu": "Menu de la colonne",
    "Decrement": "Diminuer",
    "Delete row(s)": "Supprimer les lignes",
    "Download as CSV": "Télécharger en CSV",
    "Download as PNG": "Télécharger l’image",
    "Drag and drop a file here": "Déposez un fichier ici",
    "Drag and drop directories here": "Déposez des dossiers ici",
    "Drag and drop files here": "Déposez des fichiers ici",
    "Error": "Erreur",
    "Error:": "Erreur : ",
    "Exit fullscreen": "Quitter le plein écran",
    "Expand sidebar": "Ouvrir le menu",
    "Failed to load data": "Les données n’ont pas pu être lues",
    "File size is too small.": "Ce fichier est trop petit.",
    "Fullscreen": "Plein écran",
    "Help": "Aide",
    "Hide column": "Cacher la colonne",
    "Hide password": "Cacher le mot de passe",
    "Increment": "Augmenter",
    "Invalid input.": "Cette saisie n’est pas valable.",
    "Link to heading": "Lien vers ce titre",
    "Loading...": "Chargement…",
    "Logo": CENTRE,
    "Main menu": "Menu principal",
    "Multiselect": "Liste de choix",
    "Multiselect options": "Choix possibles",
    "Navigate to home page": "Aller à l’accueil",
    "Network error": LOST,
    "Next Result": "Résultat suivant",
    "Next month": "Mois suivant",
    "Next page": "Page suivante",
    "No options": "Aucun choix",
    "No options to select": "Aucun choix",
    "No options to select.": "Aucun choix.",
    "No results": "Aucun résultat",
    "Number is above the allowed range.": "Ce nombre est trop grand.",
    "Number is below the allowed range.": "Ce nombre est trop petit.",
    "Only one file is allowed.": "Un seul fichier à la fois.",
    "Open": "Ouvrir",
    "Quick select a date range": "Choisir une période",
    "Page not found": "Page introuvable",
    "Pin column": "Épingler la colonne",
    "Please wait...": "Patientez…",
    "Press Enter to apply": "Entrée pour valider",
    "Press Enter to submit form": "Entrée pour envoyer",
    "Previous Result": "Résultat précédent",
    "Previous month": "Mois précédent",
    "Previous page": "Page précédente",
    "Print": "Imprimer",
    "Rerun": "Recharger",
    "Running...": "En cours…",
    "Scrollable table": "Tableau à faire défiler",
    "Scroll tabs left": "Onglets précédents",
    "Scroll tabs right": "Onglets suivants",
    "Search": "Rechercher",
    "Select all": "Tout choisir",
    "Select...": "Choisir",
    "Selectbox options": "Choix possibles",
    "Selectbox": "Liste de choix",
    "Selected values": "Choix faits",
    "Send message": "Envoyer la question",
    "Show chart": "Voir le graphique",
    "Show data": "Voir les valeurs",
    "Show password": "Montrer le mot de passe",
    "Show/hide columns": "Choisir les colonnes",
    "Sidebar": "Menu",
    "Skip to main content": "Aller au contenu",
    "Sort ascending": "Trier du plus petit au plus grand",
    "Sort descending": "Trier du plus grand au plus petit",
    "Stopping...": "Arrêt…",
    "Stop": "Arrêter la recherche",
    "Stop script": "Arrêter la recherche",
    "This field is required.": "Ce champ est obligatoire.",
    "Unable to connect to Streamlit server": "Connexion perdue",
    "Unexpected error. Please try again.": "Une erreur s’est produite, réessayez.",
    "Unknown error": "Erreur inattendue",
    "Upload": "Choisir des fichiers",
    "Upload directories": "Choisir des dossiers",
    "Upload failed": "Échec de l’envoi",
    "View fullscreen": "Plein écran",
    "View less": "Voir moins",
    "file upload": "Choisir des fichiers",
  };
  const bytes = (size) => size.replace(/(\d)\s*([KMG]?)B$/, (_, digit, unit) =>
    `${digit} ${unit.replace("K", "k")}o`).replace(/\.0(?=\D)/, "").replace(".", ",");
  const PATTERNS = [
    [/^(Is Streamlit still running\?|Streamlit server is not responding\.|Cannot connect to Streamlit)/, () => LOST],
    [/^Connection failed with status /, () => LOST],
    [/^(Failed to fetch|NetworkError when attempting|Load failed)/, () => LOST],
    [/^(You have requested page|The page that you have requested)/,
      () => "Cette page n’existe pas. Voici l’accueil."],
    [/^([\d.]+ ?[KMG]?B) per file/, (_, size) => `${bytes(size)} par fichier`],
    [/^([\d.]+[KMG]?B)$/, (_, size) => bytes(size)],
    [/^File must be (.+) or smaller\.$/, (_, size) => `Ce fichier dépasse ${bytes(size)}, la taille permise.`],
    [/^(.*) files are not allowed\.$/, () => "Ce type de fichier n’est pas accepté."],
    [/^(Failed to generate file for download|Callable execution failed|Deferred download)/,
      () => "Ce fichier n’est plus disponible. Rechargez la page."],
    [/^(Backend operation|Request) timed out/i, () => "C’est trop long. Recommencez dans un moment."],
    [/^Error: (.+)$/, (_, error) => `Erreur : ${french(error) ?? error}`],
    [/^Cancel upload of (.+)$/, (_, name) => `Interrompre l’envoi de ${name}`],
    [/^Help for (.+)$/, (_, name) => `Aide : ${name}`],
    [/^Remove (.+)$/, (_, name) => `Retirer ${name}`],
    [/^Add: (.+)$/, (_, name) => `Ajouter : ${name}`],
    [/^Select (\d+) matches$/, (_, number) => `Choisir les ${number} résultats`],
    [/^View (\d+) more$/, (_, number) => `Voir ${number} de plus`],
    [/^You can only select up to (\d+) /, (_, number) => `Pas plus de ${number} choix : retirez-en un d’abord.`],
    [/^Number is .*between (.+) and (.+)\.$/, (_, least, most) => `Donnez un nombre entre ${least} et ${most}.`],
    [/^Number is .*greater than or equal to (.+)\.$/, (_, least) => `Donnez un nombre d’au moins ${least}.`],
    [/^Number is .*less than or equal to (.+)\.$/, (_, most) => `Donnez un nombre d’au plus ${most}.`],
    [/^Press (⌘|Ctrl)\+Enter to apply$/, (_, key) => `${key} + Entrée pour valider`],
    [/^Press (⌘|Ctrl)\+Enter to submit form$/, (_, key) => `${key} + Entrée pour envoyer`],
    [/^Invalid time format/, () => "Heure illisible : écrivez HH:MM."],
  ];
  const ATTRIBUTES = ["aria-label", "title", "placeholder", "alt"];
  const OURS = ".stHtml, .stMarkdown, [data-testid='stMarkdownContainer'], .stCode, textarea";

  const THEIRS = "[data-testid='stFileUploaderDropzone']";  // the label of its button is a .stMarkdown too
  const isOurs = (element) => element?.closest(OURS) && !element.closest(THEIRS);

  const french = (text) => {
    const whole = text.trim();
    if (Object.hasOwn(WORDS, whole)) return WORDS[whole];
    for (const [pattern, say] of PATTERNS) {
      const found = whole.match(pattern);
      if (found) return say(...found);
    }
    return undefined;
  };
  const translateAttributes = (element) => {
    for (const name of ATTRIBUTES) {
      const found = element.hasAttribute(name) && french(element.getAttribute(name));
      if (found) element.setAttribute(name, found);
    }
  };
  const translateText = (node) => {
    const found = french(node.data);
    if (!found || node.data === found || isOurs(node.parentElement)) return;
    node.data = found;
    // A command for developers stands under the sentence.
    if (found === LOST) node.parentElement?.closest("[role='dialog']")?.classList.add("lost");
  };
  const translateAll = (root) => {
    if (root.nodeType === Node.TEXT_NODE) translateText(root);
    if (root.nodeType !== Node.ELEMENT_NODE) return;
    translateAttributes(root);
    root.querySelectorAll("[aria-label], [title], [placeholder], [alt]").forEach(translateAttributes);
    const texts = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) translateText(texts.currentNode);
  };

  new MutationObserver((changes) => {
    for (const change of changes) {
      if (change.type === "attributes") translateAttributes(change.target);
      else if (change.type === "characterData") translateText(change.target);
      else change.addedNodes.forEach(translateAll);
    }
  }).observe(document.documentElement, {
    subtree: true, childList: true, characterData: true, attributes: true, attributeFilter: ATTRIBUTES,
  });
})();
