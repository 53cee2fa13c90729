"""The Language Server Protocol (3.17) over `luoshu.engine.editing`. Documents are looked at beside the typing."""

from __future__ import annotations

import asyncio
from pathlib import Path
from tempfile import gettempdir
from urllib.parse import unquote, urlparse

from lsprotocol import types as lsp
from pygls.lsp.server import LanguageServer
from pygls.workspace import TextDocument

from luoshu import __version__
from luoshu.engine.editing.completion import complete
from luoshu.engine.editing.document import Edited, look_at
from luoshu.engine.editing.hover import definition, hover
from luoshu.policy.library import SHIPPED
from luoshu.problems import Lang, Problem

QUIET = 0.25  # seconds without a keystroke before a document is looked at
_NOWHERE = Path(gettempdir()) / "luoshu-untitled"
_SEVERITY = {
    "error": lsp.DiagnosticSeverity.Error,
    "warning": lsp.DiagnosticSeverity.Warning,
    "finding": lsp.DiagnosticSeverity.Warning,
    "advice": lsp.DiagnosticSeverity.Information,
    "left-out": lsp.DiagnosticSeverity.Information,
}
_KINDS = {
    "name": lsp.CompletionItemKind.Variable,
    "function": lsp.CompletionItemKind.Function,
    "keyword": lsp.CompletionItemKind.Keyword,
}


class PolicyServer(LanguageServer):
    """Knows, of every open document, how it was when it was last looked at."""

    def __init__(self, lang: Lang) -> None:
        super().__init__("luoshu", __version__, text_document_sync_kind=lsp.TextDocumentSyncKind.Incremental)
        self.lang = lang
        self.seen: dict[str, Edited] = {}
        self.waiting: dict[str, asyncio.Task[None]] = {}

    def look_soon(self, uri: str, delay: float = QUIET) -> None:
        """Looks at a document when no keystroke comes for a while."""
        if (before := self.waiting.pop(uri, None)) is not None:
            before.cancel()
        self.waiting[uri] = asyncio.get_running_loop().create_task(self._look(uri, delay))

    async def _look(self, uri: str, delay: float) -> None:
        await asyncio.sleep(delay)
        path = path_of(uri)
        if path is None:
            return
        document = self.workspace.get_text_document(uri)
        version, unsaved = document.version, self._unsaved()
        edited = await asyncio.to_thread(look_at, path, unsaved)
        if self.workspace.get_text_document(uri).version != version:
            return
        self.remember(uri, edited)
        diagnostics = [self._diagnostic(document, problem) for problem in edited.problems]
        self.text_document_publish_diagnostics(
            lsp.PublishDiagnosticsParams(uri=uri, version=version, diagnostics=diagnostics)
        )

    def remember(self, uri: str, edited: Edited) -> None:
        """Keeps what is known of a document; where nothing can be read, the names of how it was before."""
        before = self.seen.get(uri)
        if edited.policy is None and before is not None:
            edited = Edited(edited.path, edited.text, before.policy, edited.problems, before.names)
        self.seen[uri] = edited

    def now(self, uri: str) -> Edited | None:
        """The document's text as it is now, with the names of when it was last looked at."""
        known = self.seen.get(uri)
        try:
            text = self.workspace.get_text_document(uri).source
        except (OSError, UnicodeDecodeError):  # it is not open, and nothing can be read on disk
            return None
        if known is None:
            path = path_of(uri)
            return None if path is None else look_at(path, self._unsaved())
        return Edited(known.path, text.replace("\r\n", "\n"), known.policy, known.problems, known.names)

    def _unsaved(self) -> dict[Path, str]:
        found = ((path_of(uri), document.source) for uri, document in self.workspace.text_documents.items())
        return {path.resolve(): text for path, text in found if path is not None}

    def _diagnostic(self, document: TextDocument, problem: Problem) -> lsp.Diagnostic:
        place = problem.place
        line = (place.line or 1) - 1 if place else 0
        column = place.column - 1 if place and isinstance(place.column, int) else 0
        width = place.width if place else 1
        said = problem.text.say(self.lang) + (f"\n→ {problem.hint.say(self.lang)}" if problem.hint else "")
        return lsp.Diagnostic(
            range=self.range(document, line, column, column + width),
            message=said,
            severity=_SEVERITY[problem.severity],
            code=problem.code,
            source="luoshu",
        )

    def range(self, document: TextDocument, line: int, start: int, end: int) -> lsp.Range:
        """A range of characters in the units that the client counts in."""
        ends = lsp.Range(lsp.Position(line, start), lsp.Position(line, end))
        return document.position_codec.range_to_client_units(document.lines, ends)

    def position(self, document: TextDocument, at: lsp.Position) -> lsp.Position:
        """A position of the client in characters."""
        found = document.position_codec.position_from_client_units(document.lines, at)
        return lsp.Position(found.line, found.character)


def server(lang: Lang) -> PolicyServer:
    """The server, ready to be started."""
    made = PolicyServer(lang)

    @made.feature(lsp.TEXT_DOCUMENT_DID_OPEN)
    def opened(params: lsp.DidOpenTextDocumentParams) -> None:
        made.look_soon(params.text_document.uri, 0)

    @made.feature(lsp.TEXT_DOCUMENT_DID_CHANGE)
    def changed(params: lsp.DidChangeTextDocumentParams) -> None:
        made.look_soon(params.text_document.uri)

    @made.feature(lsp.TEXT_DOCUMENT_DID_SAVE)
    def saved(params: lsp.DidSaveTextDocumentParams) -> None:
        for uri in made.seen:  # others may use what was saved
            made.look_soon(uri, 0)

    @made.feature(lsp.TEXT_DOCUMENT_DID_CLOSE)
    def closed(params: lsp.DidCloseTextDocumentParams) -> None:
        uri = params.text_document.uri
        made.seen.pop(uri, None)
        if (waiting := made.waiting.pop(uri, None)) is not None:
            waiting.cancel()
        made.text_document_publish_diagnostics(lsp.PublishDiagnosticsParams(uri=uri, diagnostics=[]))

    @made.feature(lsp.TEXT_DOCUMENT_COMPLETION, lsp.CompletionOptions(trigger_characters=[" ", "|", "("]))
    def completion(params: lsp.CompletionParams) -> lsp.CompletionList:
        edited = made.now(params.text_document.uri)
        if edited is None:
            return lsp.CompletionList(is_incomplete=True, items=[])
        document = made.workspace.get_text_document(params.text_document.uri)
        at = made.position(document, params.position)
        offers = complete(edited, at.line, at.character, made.lang)
        items = [
            lsp.CompletionItem(
                label=offer.word,
                kind=_KINDS[offer.sort],
                detail=offer.detail or None,
                documentation=_markdown(offer.about) if offer.about else None,
                filter_text=document.lines[at.line][offer.start : at.character] or offer.word,
                sort_text=f"{'name function keyword'.index(offer.sort):02}{number:05}",
                text_edit=lsp.TextEdit(made.range(document, at.line, offer.start, at.character), offer.word),
            )
            for number, offer in enumerate(offers)
        ]
        return lsp.CompletionList(is_incomplete=True, items=items)

    @made.feature(lsp.TEXT_DOCUMENT_HOVER)
    def hovered(params: lsp.HoverParams) -> lsp.Hover | None:
        edited = made.now(params.text_document.uri)
        if edited is None:
            return None
        document = made.workspace.get_text_document(params.text_document.uri)
        at = made.position(document, params.position)
        found = hover(edited, at.line, at.character, made.lang)
        if found is None:
            return None
        return lsp.Hover(_markdown(found.about), made.range(document, at.line, found.start, found.end))

    @made.feature(lsp.TEXT_DOCUMENT_DEFINITION)
    def defined(params: lsp.DefinitionParams) -> lsp.Location | None:
        uri = params.text_document.uri
        edited = made.now(uri)
        if edited is None:
            return None
        at = made.position(made.workspace.get_text_document(uri), params.position)
        place = definition(edited, at.line, at.character)
        if place is None or edited.policy is None:
            return None
        here = place.file == edited.policy.path
        paths = [edited.path] if here else [Path(place.file), SHIPPED / place.file]
        path = next((each for each in paths if each.is_file()), edited.path if here else None)
        if path is None or place.line is None:
            return None
        column = place.column - 1 if isinstance(place.column, int) else 0
        start = lsp.Position(place.line - 1, column)
        return lsp.Location(
            uri if here else path.resolve().as_uri(),
            lsp.Range(start, lsp.Position(place.line - 1, column + place.width)),
        )

    return made


def _markdown(text: str) -> lsp.MarkupContent:
    return lsp.MarkupContent(lsp.MarkupKind.Markdown, text)


def path_of(uri: str) -> Path | None:
    """The path of a document; one that an editor has not named yet (`untitled:`) is taken to lie in a folder that is
    not there. None of whatever else."""
    parsed = urlparse(uri)
    name = unquote(parsed.path)
    if parsed.scheme == "untitled":
        return _NOWHERE / Path(name).with_suffix(".md").name if name.strip("/.") else None
    return Path(name) if parsed.scheme == "file" else None
