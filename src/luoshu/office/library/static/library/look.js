// How the editor looks: the page's paper, ink and green.
import { EditorView } from "../luoshu/vendor/codemirror.js";

const FONT = 'ui-monospace, "Noto Sans Mono CJK SC", Menlo, Consolas, "Noto Sans CJK SC", monospace';
const SANS = '"Noto Sans CJK SC", "Source Han Sans SC", "PingFang SC", "Microsoft YaHei", sans-serif';

export const look = EditorView.theme({
  "&": { fontSize: "14px", color: "#1c1f23", backgroundColor: "#fff", border: "1px solid #1c1f23" },
  "&.cm-focused": { outline: "3px solid #1f5c57", outlineOffset: "2px" },
  ".cm-scroller": { fontFamily: FONT, lineHeight: "1.7", minHeight: "24em", maxHeight: "min(75vh, 48em)", overflow: "auto" },
  ".cm-gutters": { backgroundColor: "#fbfaf7", color: "#5a6067", borderRight: "1px solid #d9d6cf" },
  ".cm-activeLine, .cm-activeLineGutter": { backgroundColor: "#f3f1eb80" },
  ".cm-cursor": { borderLeftColor: "#1c1f23", borderLeftWidth: "2px" },
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground":
    { backgroundColor: "#cfe3e0" },
  ".cm-lintRange-error": { textDecoration: "underline wavy #b3261e", backgroundImage: "none" },
  ".cm-lintRange-warning": { textDecoration: "underline wavy #a86a00", backgroundImage: "none" },
  ".cm-lintRange-info": { textDecoration: "underline dotted #1f5c57", backgroundImage: "none" },
  ".cm-tooltip": { backgroundColor: "#fbfaf7", color: "#1c1f23", border: "1px solid #1c1f23", fontFamily: SANS,
    fontSize: "14px", lineHeight: "1.6", maxWidth: "min(34em, 90vw)" },
  ".cm-tooltip .about": { whiteSpace: "normal", padding: "4px 12px", maxHeight: "18em", overflow: "auto" },
  ".cm-tooltip .about p": { margin: "4px 0" },
  ".cm-tooltip .about pre": { margin: "4px 0", fontFamily: FONT, whiteSpace: "pre-wrap" },
  ".cm-tooltip .cm-completionInfo": { padding: "0" },
  ".cm-diagnostic": { whiteSpace: "pre-wrap", padding: "4px 12px" },
  ".cm-diagnostic-error": { borderLeft: "4px solid #b3261e" },
  ".cm-diagnostic-warning": { borderLeft: "4px solid #a86a00" },
  ".cm-diagnostic-info": { borderLeft: "4px solid #1f5c57" },
  ".cm-tooltip.cm-tooltip-autocomplete > ul": { fontFamily: SANS, maxHeight: "16em" },
  ".cm-tooltip.cm-tooltip-autocomplete > ul > li": { padding: "2px 12px" },
  ".cm-tooltip-autocomplete ul li[aria-selected]": { backgroundColor: "#1f5c57", color: "#fff" },
  ".cm-completionDetail": { fontStyle: "normal", color: "#5a6067", marginLeft: "12px" },
  ".cm-tooltip-autocomplete ul li[aria-selected] .cm-completionDetail": { color: "#fff" },
});
