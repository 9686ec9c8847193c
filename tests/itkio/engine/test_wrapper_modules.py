"""The wrapper modules are loaded one by one, and are the same as those that itk's own start loads."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import SimpleITK as sitk  # noqa: N813  # its usual name

LEAN = "from itk_inspector.itkio.engine import wrapper_modules; wrapper_modules.use()\n"
USUAL = "import itkConfig; itkConfig.DefaultFactoryLoading = False\nimport itk\n"


def said(code: str) -> Any:
    """Run a program; return what it prints as JSON."""
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return json.loads(ran.stdout)


def test_a_library_leaves_its_modules_until_they_are_asked_for() -> None:
    code = (
        "import json, sys, itk.ITKIOImageBaseBasePython\n"
        "print(json.dumps([name for name, module in sys.modules.items() if name.startswith('itk.') and module]))"
    )

    lean, usual = said(LEAN + code), said(USUAL + code)

    assert {"itk._ITKCommonPython", "itk._ITKCommonBasePython", "itk._ITKIOImageBasePython"} <= set(lean)
    assert "itk._itkExtractImageFilterPython" in usual
    assert "itk._itkExtractImageFilterPython" not in lean
    assert "itk.support.base" not in lean
    assert len(lean) * 2 < len(usual)
    assert set(lean) <= set(usual)


def test_a_module_that_is_asked_for_later_is_whole() -> None:
    code = (
        "import json, itk.ITKIOImageBaseBasePython, itk.itkExtractImageFilterPython as late\n"
        "print(json.dumps(sorted(vars(late))))"
    )

    assert said(LEAN + code) == said(USUAL + code)


def test_the_libraries_share_one_list_of_factories() -> None:
    code = (
        "import json; from itk_inspector.itkio.engine import engine; engine.image_io()\n"
        "from itk.ITKCommonBasePython import itkObjectFactoryBase as base\n"
        "print(json.dumps(sorted(one.GetDescription() for one in base.GetRegisteredFactories())))"
    )

    lean = said(LEAN + code)

    assert len(lean) >= 15
    assert lean == said(USUAL + code)


def test_every_class_that_is_used_is_there() -> None:
    code = (
        "import json; from itk_inspector.itkio.engine import engine\n"
        "modules = engine.images(), engine.buffers(), engine.readers(), engine.writers(), engine.metadata_objects()\n"
        "print(json.dumps([sorted(vars(module)) for module in modules]))"
    )

    assert said(LEAN + code) == said(f"{USUAL}import sys; sys.modules['distributed'] = None\n{code}")


def test_only_where_the_user_may_send_arrays_is_dask_taught_to() -> None:
    pytest.importorskip("distributed")
    load = "import json, sys; from itk_inspector.itkio.engine import engine; engine."
    tell = "; print(json.dumps(sys.modules.get('distributed', 'not asked for') == 'not asked for'))"

    assert said(f"{LEAN}{load}buffers(){tell}")
    assert said(f"{load}preload_bridge(){tell}")
    assert not said(f"{load}buffers(){tell}")


@pytest.mark.parametrize("suffix", [".mha", ".png", ".tif", ".nii.gz"])
def test_a_file_is_read_and_converted_alike(suffix: str, tmp_path: Path) -> None:
    path = tmp_path / f"image{suffix}"
    image = sitk.Cast(sitk.GaussianSource(sitk.sitkFloat32, [7, 5], mean=[3, 2]), sitk.sitkUInt8)
    sitk.WriteImage(image, str(path))
    code = (
        "import json; from pathlib import Path; import numpy as np\n"
        "from itk_inspector.itkio import header, reader\n"
        f"found = [header.read_header(Path({str(path)!r}), read_as) for read_as in ('', 'F')]\n"
        "memories = [np.zeros(one.nbytes, np.uint8) for one in found]\n"
        "copies = [reader.read_into(one, memory) for one, memory in zip(found, memories)]\n"
        "print(json.dumps([[repr(one.info) for one in found], [m.tolist() for m in memories], copies]))"
    )

    lean = said(LEAN + code)

    assert lean[1][0] == sitk.GetArrayViewFromImage(image).ravel().tolist()
    assert lean == said(USUAL + code)


def test_without_itk_its_place_stays_empty() -> None:
    hidden = "import importlib.util, json, sys; importlib.util.find_spec = lambda name: None\n"

    assert said(f"{hidden}{LEAN}print(json.dumps('itk' in sys.modules))") is False
