"""The table of docs/formats.md."""

from __future__ import annotations

from itk_inspector.core.export.write_formats import ALL_SCALARS, DICOM_SERIES, VECTORS, WRITE_FORMATS


def markdown_table() -> str:
    """Return the table of docs/formats.md: what each format takes, and what comes back."""
    rows = [
        "| format | files | axes | one component | several components | origin | spacing | direction |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for row in (*WRITE_FORMATS, DICOM_SERIES):
        anything = row.holds_any_type
        axes = "any" if anything else ", ".join(f"{d}-D" for d in row.dimensions)
        several = _types(row.vectors)
        if row.component_counts:
            several += f" × {' or '.join(str(n) for n in row.component_counts)}"
        spacing = "yes" if row.keeps_spacing == (2, 3, 4) else ", ".join(f"{d}-D" for d in row.keeps_spacing) or "no"
        cells = [
            row.name + (" (lossy)" if row.changes_values else ""),
            " ".join(row.suffixes) or "a folder",
            axes,
            "any" if anything else _types(row.scalars),
            "any" if anything else several,
            "yes" if row.keeps_origin else "no",
            spacing,
            "yes" if row.keeps_direction else "no",
        ]
        rows.append(f"| {' | '.join(cells)} |")
    return "\n".join(rows)


def _types(names: tuple[str, ...]) -> str:
    short = {ALL_SCALARS: "all types", VECTORS: "8- and 16-bit integers, floats"}
    return short.get(names) or ", ".join(n for n in names) or "–"
