"""`luoshu lsp` in a process of its own, spoken to as an editor would."""

from __future__ import annotations

import asyncio
import os
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from lsprotocol import types as lsp
from pygls.lsp.client import LanguageClient

from luoshu.cli.language_server import path_of

from .conftest import Call

PATIENCE = 60  # seconds
DOCUMENT = """---
id: zone/grant
title: {zh: 研发补贴, en: R&D grant}
effective: 2025-01-01/..
about: 企业
uses: [cn/vocabulary]
---

# 研发补贴𠮷

```feel
够格: 研发费用 >= 100万
𠮷祥: 够格 and 销售收 > 0
```
"""


class Editor(LanguageClient):
    """Keeps what it is told is wrong with a document."""

    def __init__(self) -> None:
        super().__init__("test", "1")
        self.told: asyncio.Queue[lsp.PublishDiagnosticsParams] = asyncio.Queue()

        @self.feature(lsp.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)  # type: ignore[untyped-decorator]
        def published(params: lsp.PublishDiagnosticsParams) -> None:
            self.told.put_nowait(params)


async def talk(path: Path) -> None:
    """Opens a document, mends it, asks about it."""
    editor, uri = Editor(), path.as_uri()
    await editor.start_io(sys.executable, "-m", "luoshu.cli.main", "lsp", "--lang", "en", env=dict(os.environ))
    try:
        await editor.initialize_async(lsp.InitializeParams(capabilities=lsp.ClientCapabilities()))
        editor.initialized(lsp.InitializedParams())
        item = lsp.TextDocumentItem(uri, lsp.LanguageKind.Markdown, 1, DOCUMENT)
        editor.text_document_did_open(lsp.DidOpenTextDocumentParams(item))
        [wrong] = (await editor.told.get()).diagnostics
        assert "销售收" in wrong.message
        assert "did you mean '销售收入'?" in wrong.message
        # In UTF-16, the units that editors count in, 𠮷 is two.
        assert (wrong.range.start.line, wrong.range.start.character, wrong.range.end.character) == (12, 12, 15)
        assert wrong.severity == lsp.DiagnosticSeverity.Error

        document = lsp.TextDocumentIdentifier(uri)
        asked = lsp.CompletionParams(document, lsp.Position(12, 15))
        listed = await editor.text_document_completion_async(asked)
        assert isinstance(listed, lsp.CompletionList)
        [offer] = [item for item in listed.items if item.label == "销售收入"]
        assert isinstance(offer.text_edit, lsp.TextEdit)
        start, end = offer.text_edit.range.start, offer.text_edit.range.end
        assert (start.character, end.character) == (12, 15)

        change = lsp.TextDocumentContentChangePartial(offer.text_edit.range, offer.text_edit.new_text)
        versioned = lsp.VersionedTextDocumentIdentifier(2, uri)
        editor.text_document_did_change(lsp.DidChangeTextDocumentParams(versioned, [change]))
        told = await editor.told.get()
        assert told.version == 2
        assert not told.diagnostics

        hovered = await editor.text_document_hover_async(lsp.HoverParams(document, lsp.Position(12, 13)))
        assert hovered is not None
        assert isinstance(hovered.contents, lsp.MarkupContent)
        assert "sales revenue (销售收入)" in hovered.contents.value
        defined = await editor.text_document_definition_async(lsp.DefinitionParams(document, lsp.Position(12, 5)))
        assert isinstance(defined, lsp.Location)
        assert defined.range.start == lsp.Position(11, 0)
        editor.text_document_did_close(lsp.DidCloseTextDocumentParams(document))
        assert not (await editor.told.get()).diagnostics
        await editor.shutdown_async(None)
        editor.exit(None)
    finally:
        await editor.stop()  # type: ignore[no-untyped-call]


async def talk_of_new(path: Path) -> None:
    """Opens documents that are not on disk, and asks about one that is not open at all."""
    editor = Editor()
    await editor.start_io(sys.executable, "-m", "luoshu.cli.main", "lsp", "--lang", "en", env=dict(os.environ))
    try:
        await editor.initialize_async(lsp.InitializeParams(capabilities=lsp.ClientCapabilities()))
        editor.initialized(lsp.InitializedParams())
        for uri in (path.as_uri(), "untitled:Untitled-1"):
            item = lsp.TextDocumentItem(uri, lsp.LanguageKind.Markdown, 1, DOCUMENT)
            editor.text_document_did_open(lsp.DidOpenTextDocumentParams(item))
            told = await editor.told.get()
            assert told.uri == uri
            [wrong] = told.diagnostics
            assert "did you mean '销售收入'?" in wrong.message
            document = lsp.TextDocumentIdentifier(uri)
            hovered = await editor.text_document_hover_async(lsp.HoverParams(document, lsp.Position(11, 6)))
            assert hovered is not None
            asked = lsp.CompletionParams(document, lsp.Position(12, 15))
            listed = await editor.text_document_completion_async(asked)
            assert isinstance(listed, lsp.CompletionList)
            assert "销售收入" in [offer.label for offer in listed.items]
            defined = await editor.text_document_definition_async(lsp.DefinitionParams(document, lsp.Position(12, 5)))
            assert isinstance(defined, lsp.Location)
            assert defined.uri == uri
        nowhere = lsp.TextDocumentIdentifier((path.parent / "nowhere.md").as_uri())
        start = lsp.Position(0, 0)
        assert await editor.text_document_hover_async(lsp.HoverParams(nowhere, start)) is None
        assert await editor.text_document_definition_async(lsp.DefinitionParams(nowhere, start)) is None
        listed = await editor.text_document_completion_async(lsp.CompletionParams(nowhere, start))
        assert isinstance(listed, lsp.CompletionList)
        assert not listed.items
        await editor.shutdown_async(None)
        editor.exit(None)
    finally:
        await editor.stop()  # type: ignore[no-untyped-call]


def test_documents_that_are_not_on_disk(tmp_path: Path) -> None:
    with ThreadPoolExecutor(1) as own:
        own.submit(asyncio.run, asyncio.wait_for(talk_of_new(tmp_path / "new" / "补贴.md"), PATIENCE)).result()
    assert path_of("git:/a.md") is None


def test_an_editor_is_told_as_one_types(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "补贴.md"
    path.write_text(DOCUMENT, encoding="utf-8")
    assert path_of(path.as_uri()) == path
    with ThreadPoolExecutor(1) as own:  # whatever loop a browser's tests may have running here
        own.submit(asyncio.run, asyncio.wait_for(talk(path), PATIENCE)).result()


def test_without_the_library_it_says_what_to_install(luoshu: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    told = luoshu("lsp")
    assert told.status == 2
    assert "pip install luoshu[lsp]" in told.err
