"""The command that repeats the edits of a journal on an image."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from itk_inspector.cli.console import Tell, say
from itk_inspector.cli.limit_options import limits_of
from itk_inspector.cli.options import SCHEDULER_HELP, add_reading, made_parser, request_of
from itk_inspector.core.editing.formula import formulas_of
from itk_inspector.core.editing.journal_file import MOST_BYTES, SavedJournal, read_journal
from itk_inspector.core.editing.replay import Replay
from itk_inspector.core.errors import InspectorError, UsageError, of_system
from itk_inspector.core.export.preflight import ExportRequest, Finding, check
from itk_inspector.core.export.store_request import is_new_store
from itk_inspector.core.text.visible_text import json_text, visible_text

if TYPE_CHECKING:
    from itk_inspector.core.editing.session import EditSession
    from itk_inspector.core.image.document import ImageDocument
    from itk_inspector.core.image.outcome import Exported

DONE = 0


def run(words: list[str], _: Tell) -> int:
    """Run ``itk-inspector apply``."""
    asked = command_parser().parse_args(words)
    if asked.journal.is_dir():
        return _with_changes(asked)
    journal = _journal(asked.journal)
    if is_new_store(asked.output):
        from itk_inspector.cli import export_store  # of stores only

        done = export_store.write_computed(asked, formulas_of(journal.records))
        return _say(asked, (len(journal.records), journal.image), done, (), list(done.notes))
    if asked.scheduler:
        raise UsageError("--scheduler goes with a new store: name OUTPUT.zarr.")
    from itk_inspector.worker.parent import blocking

    with blocking.open_document(request_of(asked.input, asked), limits_of(asked)) as document:
        session = document.edit()
        said = _repeat(journal, document, session)
        request = ExportRequest(
            asked.output,
            compress=asked.compress,
            allow_loss=asked.yes,
            overwrite=asked.yes,
            overwrite_source=asked.overwrite_source,
            metadata=not asked.no_metadata,
            protected=document.info.own_files,
        )
        findings = check(session.info or document.info, request)
        done = blocking.write(document, session, request)
        notes = [*document.info.notes, *said, *done.notes]
    return _say(asked, (len(journal.records), journal.image), done, findings, notes)


def _with_changes(asked: argparse.Namespace) -> int:
    """Write an image in chunks, and the changed chunks that were saved of it, into a new store."""
    from itk_inspector.cli import export_store  # of stores only
    from itk_inspector.itkio.stores.changes_note import saved_changes

    if not is_new_store(asked.output):
        raise UsageError("Changed chunks are applied into a new store: name OUTPUT.zarr.")
    saved = saved_changes(asked.journal)
    done = export_store.write_with_changes(asked, asked.journal)
    return _say(asked, (1, saved.of), done, (), list(done.notes))


def command_parser() -> argparse.ArgumentParser:
    """Return what reads the command's words."""
    parser = made_parser(
        "apply", "Repeat edits on an image, those of a journal or changed chunks, and write the result, verified."
    )
    parser.add_argument(
        "journal",
        type=Path,
        metavar="JOURNAL",
        help="saved as JSON from the Journal tab; or a folder of changed chunks",
    )
    parser.add_argument("input", type=Path, metavar="INPUT")
    parser.add_argument("output", type=Path, metavar="OUTPUT")
    add_reading(parser)
    parser.add_argument("--compress", action=argparse.BooleanOptionalAction, default=True)
    parser.add_argument("--no-metadata", action="store_true", help="leave the metadata out")
    parser.add_argument("--yes", action="store_true", help="accept the listed losses, and replace OUTPUT if it exists")
    parser.add_argument("--overwrite-source", action="store_true", help="allow INPUT itself to be replaced")
    parser.add_argument("--scheduler", default="", metavar="ADDRESS", help=f"into OUTPUT.zarr: {SCHEDULER_HELP}")
    parser.add_argument("--json", action="store_true", help="print JSON")
    return parser


def _say(
    asked: argparse.Namespace,
    repeated: tuple[int, str],
    done: Exported,
    findings: tuple[Finding, ...],
    notes: list[str],
) -> int:
    """Print what was written: how many steps were repeated, and on which image they were made."""
    count, image = repeated
    if asked.json:
        report = {
            "path": str(done.path),
            "bytes": done.bytes,
            "verified": done.verified,
            "steps": count,
            "recorded_on": image,
            "findings": [{"severity": f.severity.value, "text": f.text} for f in findings],
            "notes": notes,
        }
        say(json_text(report))
    else:
        steps = "1 step" if count == 1 else f"{count} steps"
        say(f"{visible_text(str(done.path))}: {steps} repeated, {done.bytes} bytes, verified")
        say(*(f"{finding.severity.value}: {finding.text}" for finding in findings))
        say(*(f"note: {visible_text(note)}" for note in notes))
    return DONE


def _journal(path: Path) -> SavedJournal:
    try:
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except OSError as e:
        raise of_system(e, f"{path.name} could not be read") from e
    return read_journal(data)


def _repeat(journal: SavedJournal, document: ImageDocument, session: EditSession) -> list[str]:
    """Repeat all steps, and return what there is to note."""
    from itk_inspector.worker.parent import blocking

    replay = Replay(session, journal.records, document.access.all())
    replay.check()
    said: list[str] = []
    while (operation := replay.next()) is not None:
        try:
            outcome = blocking.operate(document, session, operation)
        except InspectorError as e:
            raise replay.failed(e) from e
        replay.take(outcome.document)
        said += outcome.notes
    return said
