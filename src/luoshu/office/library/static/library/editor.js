// Puts an editor in the place of the textarea, which stays the form's field. It stands in a shadow root, where its
// styles are constructed and not written into the page: our rules about what a page may hold (CSP) allow no others.
import {
  Compartment, EditorState, EditorView, autocompletion, completionKeymap, defaultKeymap, drawSelection,
  highlightActiveLine, history, historyKeymap, hoverTooltip, keymap, lineNumbers, lintGutter, lintKeymap,
  setDiagnostics, startCompletion, syntaxHighlighting,
} from "../luoshu/vendor/codemirror.js";
import { colours, policyLanguage } from "./language.js";
import { look } from "./look.js";

const QUIET = 400; // milliseconds without a key before a text is checked
const SEVERITIES = { error: "error", warning: "warning", finding: "warning", advice: "info", "left-out": "info" };
const SORTS = { name: "variable", function: "function", keyword: "keyword" };

const text = document.querySelector("textarea[data-check]");
if (text) edit(text, JSON.parse(text.dataset.words), JSON.parse(text.dataset.phrases));

function edit(text, words, phrases) {
  const told = document.getElementById("problems");
  const token = text.form.querySelector("input[name=csrfmiddlewaretoken]").value;
  const coloured = new Compartment();
  let named = ""; // the names by which it is coloured
  let seen = ""; // the hash of the text that was checked last, whose names the server still knows

  const ask = async (address, body) => {
    const answer = await fetch(address, {
      method: "POST", headers: { "X-CSRFToken": token }, body: new URLSearchParams(body),
    });
    return answer.ok ? answer.json() : null;
  };

  const host = document.createElement("div");
  host.className = "editor";
  text.before(host);
  const root = host.attachShadow({ mode: "open", delegatesFocus: true });
  const view = new EditorView({
    parent: root,
    root,
    state: EditorState.create({
      doc: text.value,
      extensions: [
        lineNumbers(), lintGutter(), history(), drawSelection(), highlightActiveLine(), syntaxHighlighting(colours),
        coloured.of(policyLanguage(words, {})),
        autocompletion({ override: [offered], icons: false }),
        hoverTooltip(hovered),
        keymap.of([
          { key: "Alt-/", run: startCompletion },
          ...completionKeymap, ...defaultKeymap, ...historyKeymap,
          ...lintKeymap.filter((each) => each.key === "F8"),
        ]),
        EditorView.contentAttributes.of({ "aria-label": phrases.label, "aria-describedby": "keys", lang: "zh-CN",
          spellcheck: "false", autocapitalize: "off", tabindex: "0" }),
        EditorState.phrases.of(phrases),
        EditorView.updateListener.of((update) => { if (update.docChanged) checkSoon(); }),
        look,
      ],
    }),
  });
  const keys = document.createElement("p"); // a description cannot be outside the shadow root
  keys.id = "keys";
  keys.hidden = true;
  keys.textContent = phrases.keys;
  root.append(keys);
  const hint = document.querySelector("[data-keys]");
  if (hint) hint.hidden = false;
  host.id = text.id; // links of the summary of errors, and the label, lead to the editor
  text.removeAttribute("id");
  text.hidden = true;
  document.querySelector(`label[for=${host.id}]`)?.addEventListener("click", () => view.focus());
  text.form.addEventListener("submit", () => { text.value = view.state.doc.toString(); });
  text.form.addEventListener("formdata", (event) => event.formData.set(text.name, view.state.doc.toString()));

  // --- errors as one types -------------------------------------------------------------------------------------------

  let waiting, checking = false, again = false;

  function checkSoon() {
    clearTimeout(waiting);
    waiting = setTimeout(check, QUIET);
  }

  async function check() { // one at a time: what was typed meanwhile is checked when the answer is there
    if (checking) { again = true; return; }
    checking = true;
    try {
      const doc = view.state.doc;
      const found = await ask(text.dataset.check, { body: doc.toString() }).catch(() => null);
      if (found) show(found, doc);
    } finally {
      checking = false;
      if (again) { again = false; checkSoon(); }
    }
  }

  function show(found, doc) {
    told.innerHTML = found.list;
    seen = found.seen;
    const names = JSON.stringify(found.names);
    if (found.names && names !== named) { // colouring begins anew only where there are other names
      named = names;
      view.dispatch({ effects: coloured.reconfigure(policyLanguage(words, found.names)) });
    }
    if (doc !== view.state.doc) return; // it is another text by now, whose check is under way
    view.dispatch(setDiagnostics(view.state, found.problems.flatMap((each) => diagnostic(each, doc))));
  }

  function diagnostic(problem, doc) {
    if (problem.line === null || problem.line > doc.lines) return [];
    const line = doc.line(problem.line);
    const from = problem.column === null ? line.from : line.from + units(line.text, problem.column - 1);
    const to = problem.column === null ? line.to : line.from + units(line.text, problem.column - 1 + problem.width);
    const message = problem.hint ? `${problem.text}\n→ ${problem.hint}` : problem.text;
    return [{ from: Math.min(from, line.to), to: Math.min(Math.max(to, from), line.to),
      severity: SEVERITIES[problem.severity] ?? "error", message }];
  }

  told?.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-line]");
    if (!link) return;
    event.preventDefault();
    const line = view.state.doc.line(Math.min(Number(link.dataset.line), view.state.doc.lines));
    const at = Math.min(line.from + units(line.text, Number(link.dataset.column || 1) - 1), line.to);
    view.focus();
    view.dispatch({ selection: { anchor: at }, effects: EditorView.scrollIntoView(at, { y: "center" }) });
  });

  // --- names ----------------------------------------------------------------------------------------------------------

  async function offered(context) {
    if (!context.explicit && !context.matchBefore(/[\p{L}\p{N}_]$/u)) return null;
    const line = context.state.doc.lineAt(context.pos);
    const column = signs(line.text, context.pos - line.from);
    const found = await ask(text.dataset.offers, {
      body: context.state.doc.toString(), seen, line: line.number - 1, column,
    }).catch(() => null);
    if (!found || !found.offers.length) return null;
    return {
      from: line.from + units(line.text, found.start),
      filter: false, // they fit by their English labels too
      options: found.offers.map((each) => ({
        label: each.word, type: SORTS[each.sort], detail: each.detail, info: each.about ? () => about(each.about) : null,
      })),
    };
  }

  async function hovered(view, pos) {
    const line = view.state.doc.lineAt(pos);
    const found = await ask(text.dataset.meaning, {
      body: view.state.doc.toString(), seen, line: line.number - 1, column: signs(line.text, pos - line.from),
    }).catch(() => null);
    if (!found || !found.about) return null;
    return {
      pos: line.from + units(line.text, found.start),
      end: line.from + units(line.text, found.end),
      create: () => ({ dom: about(found.about) }),
    };
  }

  function about(html) { // made by our server from its own Markdown, without any HTML of the document
    const dom = document.createElement("div");
    dom.className = "about";
    dom.innerHTML = html;
    return dom;
  }

  check();
}

// Places are counted in characters; the browser counts in units, of which a rare character has two.
function units(line, column) {
  return [...line].slice(0, column).join("").length;
}

function signs(line, offset) {
  return [...line.slice(0, offset)].length;
}
