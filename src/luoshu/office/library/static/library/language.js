// How a policy document is coloured: its head, headings, tables that are computed and tables that are read, FEEL.
// Which words there are is told by the server; what a document means is the server's to say, not ours.
import { HighlightStyle, StreamLanguage, tags } from "../luoshu/vendor/codemirror.js";

const PART = "[\\p{L}\\p{N}\\p{M}_\\u00b7]";
const WORD = new RegExp(`^${PART}+`, "u");
const STARTS_WITH_PART = new RegExp(`^${PART}`, "u");
const NUMBER = /^(?:\d[\d,]*(?:\.\d+)?|\.\d+)(?:e[+-]?\d+)?[%％万亿]?/i;
const DATE = /^(?:@"[^"]*"|\d{4}-\d{2}-\d{2})/;
const STRING = /^(?:"(?:[^"\\]|\\.)*"?|“[^”]*”?)/;
const OPERATOR = /^(?:\*\*|\.\.|[-+*/=<>!≥≤≠＝＞＜＋－×÷]+)/;
const SIGN = /^[()[\]{},:;（）［］｛｝【】，：；]/;
const DEFINITION = /^[^\s:：|`"“(（{[][^:：|`"“(（{[]*(?=\s*[:：])/;
const FENCE = /^\s*```\s*(\S*)/;

const EXTRA = {
  fact: tags.variableName, decision: tags.special(tags.variableName), parameter: tags.constant(tags.variableName),
  function: tags.function(tags.variableName), defined: tags.definition(tags.variableName), assumed: tags.inserted,
  told: tags.quote, column: tags.heading6,
};

// Names by their first character, the longest first: as the language itself reads them.
function indexed(names) {
  const index = new Map();
  for (const [sort, all] of Object.entries(names)) {
    for (const name of all) {
      const known = index.get(name[0]) ?? index.set(name[0], []).get(name[0]);
      known.push([name, sort]);
    }
  }
  for (const known of index.values()) known.sort((one, other) => other[0].length - one[0].length);
  return index;
}

function cellsOf(line) {
  return line.trim().replace(/^\||\|$/g, "").split(/(?<!\\)\|/).map((cell) => cell.trim());
}

const isBold = (cell) => /^\*\*.+\*\*$/.test(cell);
const isNote = (cell) => /^\*[^*].*\*$/.test(cell);

export function policyLanguage(words, names) {
  const keywords = new Set(words.keywords), forms = new Set(words.forms), told = new Set(words.told);
  const policies = new Set(words.policies);
  const index = indexed({ ...names, function: words.functions });

  function table(line) {
    const cells = cellsOf(line), first = cells[0];
    const runs = forms.has(first) || (policies.has(first) && cells.some(isBold));
    return { runs: runs && !told.has(first), read: told.has(first), notes: cells.map(isNote), row: -1, column: 0 };
  }

  function feel(stream) {
    if (stream.match("//")) { stream.skipToEnd(); return "comment"; }
    if (stream.match(DATE)) return "literal";
    if (stream.match(STRING)) return "string";
    if (stream.match(NUMBER)) return "number";
    for (const [name, sort] of index.get(stream.peek()) ?? []) {
      if (!stream.match(name, false)) continue;
      const after = stream.string.slice(stream.pos + name.length);
      if (STARTS_WITH_PART.test(after) && STARTS_WITH_PART.test(name.at(-1))) continue;
      if (sort === "function" && !/^\s*[(（]/.test(after)) continue;
      stream.pos += name.length;
      return sort;
    }
    const word = stream.match(WORD);
    if (word) return keywords.has(word[0]) ? "keyword" : null;
    if (stream.match(OPERATOR)) return "operator";
    if (stream.match(SIGN)) return "punctuation";
    stream.next();
    return null;
  }

  function cell(stream, state) {
    const here = state.table;
    if (stream.eat("|")) { here.column += 1; return "punctuation"; }
    if (stream.match(/^\s*:?-{2,}:?\s*(?=\|)/)) return "punctuation";
    if (here.row === 0) {
      if (here.column === 1 && (here.runs || here.read) && stream.match(/^[^|]+/)) return "keyword";
      if (stream.match(/^\*\*.+?\*\*(?=\s*\|)/)) return "strong";
      if (stream.match(/^\*[^*|]+\*(?=\s*\|)/)) return "emphasis";
    }
    const first = here.row > 0 && here.column === 1;
    if (here.runs && !here.notes[here.column - 1] && !first) return feel(stream);
    if ((here.runs || here.read) && first && stream.match(/^[^|]+/)) return "column";
    stream.match(/^(?:\\\||[^|⟨⟩])+/) ?? stream.next();
    return "told";
  }

  function prose(stream) {
    if (stream.match(/^\*\*[^*]+\*\*/)) return "strong";
    if (stream.match(/^`[^`]+`/)) return "monospace";
    if (!stream.match(/^[^*`⟨⟩]+/)) stream.next();
    return null;
  }

  function front(stream) {
    if (stream.sol() && stream.match(/^[\w-]+(?=\s*:)/)) return "propertyName";
    if (stream.match(STRING)) return "string";
    if (stream.match(DATE)) return "literal";
    if (stream.match(/^[{}[\],:]/)) return "punctuation";
    if (stream.match(/^(?:zh|en)(?=:)/)) return "propertyName";
    if (!stream.match(/^[^{}[\],:"“⟨⟩\d]+/)) stream.next();
    return null;
  }

  function plain(stream, state) {
    if (stream.sol()) {
      if (state.part === "start") {
        state.part = stream.string.trimEnd() === "---" ? "front" : "prose";
        if (state.part === "front") { stream.skipToEnd(); return "meta"; }
      } else if (state.part === "front" && stream.string.trimEnd() === "---") {
        state.part = "prose"; stream.skipToEnd(); return "meta";
      }
      const fence = state.part !== "front" && FENCE.exec(stream.string);
      if (fence) {
        state.part = state.part === "prose" ? (fence[1] === "feel" ? "feel" : "fence") : "prose";
        state.table = null; stream.skipToEnd(); return "meta";
      }
      if (state.part === "prose") {
        if (stream.string.trimStart().startsWith("|")) {
          state.table = state.table ? { ...state.table } : table(stream.string);
          state.table.row += 1; state.table.column = 0;
        } else state.table = null;
        if (stream.match(/^#{1,6}\s/)) { stream.skipToEnd(); return "heading"; }
      }
      if (state.part === "feel" && stream.match(DEFINITION)) return "defined";
    }
    if (stream.eatSpace()) return null;
    if (state.part === "front") return front(stream);
    if (state.part === "feel") return feel(stream);
    if (state.part === "fence") { stream.skipToEnd(); return "monospace"; }
    return state.table ? cell(stream, state) : prose(stream);
  }

  return StreamLanguage.define({
    name: "policy",
    startState: () => ({ part: "start", table: null, assumed: false }),
    copyState: (state) => ({ ...state, table: state.table && { ...state.table } }),
    blankLine(state) { state.table = null; },
    token(stream, state) {
      if (stream.sol()) state.assumed = false;
      const sign = stream.peek();
      if (sign === "⟨" || sign === "⟩") {
        stream.next(); state.assumed = sign === "⟨"; return "assumed";
      }
      const style = plain(stream, state);
      return state.assumed ? [style, "assumed"].filter(Boolean).join(" ") : style;
    },
    tokenTable: EXTRA,
    languageData: { commentTokens: { line: "//" } },
  });
}

// The colours of the house: what computes in green, what is given in ochre, what is only read in grey.
export const colours = HighlightStyle.define([
  { tag: tags.meta, color: "#5a6067" },
  { tag: tags.propertyName, color: "#1f5c57" },
  { tag: tags.heading, fontWeight: "700", color: "#1c1f23" },
  { tag: tags.strong, fontWeight: "700" },
  { tag: tags.emphasis, fontStyle: "italic" },
  { tag: tags.keyword, fontWeight: "700", color: "#7a2a24" },
  { tag: EXTRA.fact, color: "#1f5c57" },
  { tag: EXTRA.decision, color: "#1f5c57", fontWeight: "700" },
  { tag: EXTRA.parameter, color: "#1f5c57", fontStyle: "italic" },
  { tag: EXTRA.function, color: "#44518b" },
  { tag: EXTRA.defined, color: "#1c1f23", fontWeight: "700" },
  { tag: EXTRA.column, color: "#1c1f23" },
  { tag: tags.number, color: "#8a5600" },
  { tag: tags.literal, color: "#8a5600" },
  { tag: tags.string, color: "#2e6b34" },
  { tag: tags.monospace, color: "#44518b" },
  { tag: tags.comment, color: "#5a6067", fontStyle: "italic" },
  { tag: tags.quote, color: "#5a6067" },
  { tag: [tags.punctuation, tags.operator], color: "#5a6067" },
  { tag: tags.inserted, backgroundColor: "#fbeed3" },
]);
