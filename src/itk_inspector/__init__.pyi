"""The public names with their types; `__init__.py` loads each when it is first asked for."""

from itk_inspector.api.editing import edit as edit
from itk_inspector.api.exporting import export as export
from itk_inspector.api.keeping import Session as Session
from itk_inspector.api.keeping import session as session
from itk_inspector.api.opening import list_series as list_series
from itk_inspector.api.opening import open_document as open_document
from itk_inspector.api.opening import read_info as read_info
from itk_inspector.api.reading import imread as imread
from itk_inspector.api.showing import show as show
from itk_inspector.api.viewing import view as view
from itk_inspector.api.whole_image import statistics as statistics
from itk_inspector.api.whole_labels import labels as labels
from itk_inspector.core.editing.session import EditSession as EditSession
from itk_inspector.core.errors import EditError as EditError
from itk_inspector.core.errors import ExportError as ExportError
from itk_inspector.core.errors import ImageWarning as ImageWarning
from itk_inspector.core.errors import InspectorError as InspectorError
from itk_inspector.core.errors import OpenError as OpenError
from itk_inspector.core.errors import ProbeError as ProbeError
from itk_inspector.core.errors import UsageError as UsageError
from itk_inspector.core.export.dicom_options import DicomOptions as DicomOptions
from itk_inspector.core.geometry.geometry import Geometry as Geometry
from itk_inspector.core.geometry.indexing import ArrayIndex as ArrayIndex
from itk_inspector.core.geometry.indexing import ContinuousIndex as ContinuousIndex
from itk_inspector.core.geometry.indexing import ItkIndex as ItkIndex
from itk_inspector.core.geometry.indexing import PhysicalPoint as PhysicalPoint
from itk_inspector.core.header.image_info import ImageInfo as ImageInfo
from itk_inspector.core.image.document import ImageDocument as ImageDocument
from itk_inspector.core.pixels.probe import Probe as Probe
from itk_inspector.worker.parent.watchdog import Limits as Limits

__version__: str
