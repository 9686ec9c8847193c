"""How tensorstore is told where a store is: on disk, behind an address, or in a bucket."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from itk_inspector.core.errors import OpenError
from itk_inspector.core.text.remote_address import address_of, has_secret
from itk_inspector.core.text.utf_8 import is_utf_8
from itk_inspector.core.text.visible_text import visible_text

_ENDPOINTS = ("AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL")
_REGIONS = ("AWS_REGION", "AWS_DEFAULT_REGION")
_ANY_REGION = "us-east-1"


def kvstore_of(folder: Path, inside: str = "", environment: Mapping[str, str] = os.environ) -> Any:
    """Return what tensorstore opens: a place in a store, as a folder.

    A bucket of S3 is reached by what the environment says, as by other programs: ``AWS_ENDPOINT_URL``,
    ``AWS_REGION``, ``AWS_ACCESS_KEY_ID`` and ``AWS_SECRET_ACCESS_KEY``; without a key, anonymously.

    Raises
    ------
    OpenError
        If the address names a password, or tensorstore would look elsewhere for a folder on disk.
    """
    address = address_of(folder)
    if has_secret(address):
        raise OpenError(
            "The address holds a password or a signature, which is not used.",
            advice="Leave it out; keys for buckets are taken from the environment.",
        )
    if not address:
        return _on_disk(folder, inside)
    place = f"{address.rstrip('/')}/{inside}".rstrip("/") + "/"
    if not place.startswith("s3://"):
        return place
    bucket, _, path = place.removeprefix("s3://").partition("/")
    has_key = environment.get("AWS_ACCESS_KEY_ID") and environment.get("AWS_SECRET_ACCESS_KEY")
    spec: dict[str, Any] = {"driver": "s3", "bucket": bucket, "path": path}
    spec |= {"aws_credentials": {"type": "environment" if has_key else "anonymous"}}
    endpoint, region = (_first(names, environment) for names in (_ENDPOINTS, _REGIONS))
    if endpoint:
        spec |= {"endpoint": endpoint, "aws_region": region or _ANY_REGION}  # else it would be asked for
    elif region:
        spec |= {"aws_region": region}
    return spec


def credentials(folder: Path, environment: Mapping[str, str] = os.environ) -> tuple[Path, ...]:
    """Return the files in which tensorstore finds the user's credentials for a store; none if there are none.

    For Google's buckets it looks where ``GOOGLE_APPLICATION_CREDENTIALS`` says, or else where ``gcloud auth
    application-default login`` leaves them; without any it asks anonymously.
    """
    if not address_of(folder).startswith("gs://"):
        return ()
    named = environment.get("GOOGLE_APPLICATION_CREDENTIALS", "")
    home = environment.get("CLOUDSDK_CONFIG", "") or f"{environment.get('HOME', '')}/.config/gcloud"
    found = Path(named) if named else Path(home) / "application_default_credentials.json"
    return (found,) if found.is_file() else ()


def _on_disk(folder: Path, inside: str) -> dict[str, str]:
    """Return a folder by its path: in an address, ``%``, ``#``, ``?`` and ``|`` would be no part of the name."""
    place = f"{folder.absolute().as_posix()}/{inside}".rstrip("/") + "/"
    name, advice = visible_text(folder.name), "Rename it, or the folder that holds it."
    if "\\" in place:
        why = "its path holds a backslash, which tensorstore takes for the end of a folder’s name"
        raise OpenError(f"{name} cannot be reached: {why}.", advice=advice)
    if not is_utf_8(place):
        raise OpenError(f"{name} cannot be reached: its path is not UTF-8, as tensorstore needs it.", advice=advice)
    return {"driver": "file", "path": place}


def _first(names: tuple[str, ...], environment: Mapping[str, str]) -> str:
    return next((environment[name] for name in names if environment.get(name)), "")
