"""Other programs that show images: how they are found, and told which file and which place to show."""

from __future__ import annotations

from collections.abc import Callable

from itk_inspector.core.data_class import dataclass
from itk_inspector.core.geometry.axes import SPATIAL_AXES
from itk_inspector.core.geometry.geometry import Geometry
from itk_inspector.core.geometry.indexing import ItkIndex, to_array


@dataclass(frozen=True, slots=True)
class Place:
    """A file, and the pixel that is looked at in it.

    Parameters
    ----------
    path : str
        Absolute: no program takes it for an option.
    voxel : tuple of int
        Counted from 0, x first; of three axes, or empty where there are fewer.
    ras : tuple of float
        The same pixel's centre, in RAS; empty like ``voxel``.
    volume : int or None
        Counted from 0, along the fourth axis.
    """

    path: str
    voxel: tuple[int, ...] = ()
    ras: tuple[float, ...] = ()
    volume: int | None = None


@dataclass(frozen=True, slots=True)
class Program:
    """A program that shows images.

    Parameters
    ----------
    name : str
        As in the menu.
    commands : tuple of str
        Names that it may have among the commands.
    places : tuple of str
        Patterns of paths where it may lie besides; ``~`` and ``$NAME`` are replaced.
    arguments : callable
        Returns what follows the command.
    goes_there : bool
        It can be told which pixel to show.
    module : str
        Of Python: where it can be imported, it is run by our interpreter.
    """

    name: str
    commands: tuple[str, ...]
    places: tuple[str, ...]
    arguments: Callable[[Place], list[str]]
    goes_there: bool = True
    module: str = ""


def place_of(path: str, index: ItkIndex, geometry: Geometry) -> Place:
    """Return the place of a pixel as other programs are told it.

    Parameters
    ----------
    path : str
    index : ItkIndex
    geometry : Geometry
    """
    if geometry.dimension < SPATIAL_AXES:
        return Place(path)
    counted = to_array(index, geometry.start_index)[::-1]
    x, y, z, *_ = geometry.point_of(index).components
    volume = counted[SPATIAL_AXES] if geometry.dimension > SPATIAL_AXES else None
    return Place(path, tuple(counted[:SPATIAL_AXES]), (-x + 0.0, -y + 0.0, z), volume)


def _slicer(place: Place) -> list[str]:
    if not place.ras:
        return [place.path]
    jump = f"slicer.modules.markups.logic().JumpSlicesToLocation({', '.join(map(repr, place.ras))}, True)"
    return [place.path, "--python-code", jump]


def _itk_snap(place: Place) -> list[str]:
    return ["-g", place.path]


def _fsleyes(place: Place) -> list[str]:
    there = ["--voxelLoc", *map(str, place.voxel)] if place.voxel else []
    return [*there, place.path, *(["--volume", str(place.volume)] if place.volume is not None else [])]


def _mrview(place: Place) -> list[str]:
    there = ["-focus", ",".join(map(repr, place.ras))] if place.ras else []  # it reorders axes: no index of a file's
    return [place.path, *there, *(["-volume", str(place.volume)] if place.volume is not None else [])]


def _freeview(place: Place) -> list[str]:
    return ["-v", place.path, *(["-ras", *map(repr, place.ras)] if place.ras else [])]


def _napari(place: Place) -> list[str]:
    return [place.path]


PROGRAMS = (
    Program("3D Slicer", ("Slicer", "slicer"),
            ("~/Slicer*/Slicer", "/opt/Slicer*/Slicer", "/opt/slicer*/Slicer", "/usr/local/Slicer*/Slicer",
             "/Applications/Slicer.app/Contents/MacOS/Slicer"), _slicer),
    Program("ITK-SNAP", ("itksnap", "itk-snap"),
            ("~/itksnap*/bin/itksnap", "/opt/itksnap*/bin/itksnap",
             "/Applications/ITK-SNAP.app/Contents/MacOS/ITK-SNAP"),
            _itk_snap, goes_there=False),
    Program("FSLeyes", ("fsleyes",), ("$FSLDIR/bin/fsleyes", "~/fsl/bin/fsleyes", "/usr/local/fsl/bin/fsleyes"),
            _fsleyes),
    Program("MRView", ("mrview",), ("/opt/mrtrix3/bin/mrview", "~/mrtrix3/bin/mrview", "/usr/local/mrtrix3/bin/mrview"),
            _mrview),
    Program("Freeview", ("freeview",), ("$FREESURFER_HOME/bin/freeview",), _freeview),
    Program("napari", ("napari",), (), _napari, goes_there=False, module="napari"),
)  # fmt: skip
"""In the order of the menu. Their manuals and sources: Slicer's script repository, ITK-SNAP's and FSLeyes' parsers of
the command line, MRtrix's reference of mrview, FreeSurfer's help of freeview, and ``napari --help``."""
