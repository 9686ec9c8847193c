"""The command that shows how ITK and NumPy share an image."""

from __future__ import annotations

import argparse
from pathlib import Path

from itk_inspector.cli.console import Tell, complain, say
from itk_inspector.cli.limit_options import limits_of
from itk_inspector.cli.notes import say_notes
from itk_inspector.cli.options import add_reading, made_parser, request_of
from itk_inspector.core.export.consents import permit
from itk_inspector.core.export.preflight import ExportRequest, Severity

DONE = 0


def command_parser() -> argparse.ArgumentParser:
    """Return what reads the command's words."""
    parser = made_parser("bridge", "Report how ITK and NumPy share an image, and write the round-tripped image.")
    parser.add_argument("input", type=Path, metavar="INPUT")
    parser.add_argument("output", type=Path, metavar="OUTPUT")
    add_reading(parser, "UC")

    return parser


def run(words: list[str], _: Tell) -> int:
    """Run ``itk-inspector bridge``."""
    asked = command_parser().parse_args(words)
    from itk_inspector.cli import pixel_readers
    from itk_inspector.itkio import from_memory, interface_report
    from itk_inspector.worker.parent import blocking

    pixel_readers.use_early_child()
    reading, limits = request_of(asked.input, asked), limits_of(asked)
    with blocking.open_document(reading, limits, meanwhile=pixel_readers.load_itk) as document:
        lines = interface_report.lines(document)
        say_notes(document.info)
        own = document.info.own_files
        request = ExportRequest(asked.output, allow_loss=True, overwrite=True, protected=own)
        for finding in permit(document.info, request):  # here, because the copy no longer knows its source
            if finding.severity is Severity.LOSS:
                complain(f"itk-inspector: {finding.text}")
        copy = from_memory.of_copy(document)
        blocking.write(copy, None, request)
    say(*lines)
    return DONE
