"""What open images are called: unique, short, and the same in whatever order they were opened."""

from __future__ import annotations

from pathlib import PurePosixPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from itk_inspector.core.text.distinct_names import Source, distinct_labels, elided

NAMES = st.sampled_from(["ct.nii.gz", "mr.nii", "array", "array 1", "a/ct.nii.gz", "ct.nii.gz (as UC)", "…"])
FOLDERS = st.lists(st.sampled_from(["a", "b", "ct", "…"]), max_size=5).map(lambda parts: ("/", *parts) if parts else ())
DETAILS = st.tuples(st.sampled_from(["", "T1", "as UC"]), st.sampled_from(["", "series 2", "as UC"]))
SOURCES = st.lists(st.builds(Source, NAMES, FOLDERS, DETAILS, st.integers(1, 3)), max_size=7)


def files(*paths: str, **more: tuple[str, ...]) -> list[Source]:
    return [Source(PurePosixPath(p).name, PurePosixPath(p).parent.parts, **more) for p in paths]


@pytest.mark.parametrize(
    ("paths", "labels"),
    [
        (["/data/ct.nii"], ("ct.nii",)),
        (["/data/ct.nii", "/data/mr.nii"], ("ct.nii", "mr.nii")),
        (["/d/patient1/ct.nii.gz", "/d/patient2/ct.nii.gz"], ("patient1/ct.nii.gz", "patient2/ct.nii.gz")),
        (["/d/p1/scan/ct.nii", "/d/p2/scan/ct.nii"], ("p1/scan/ct.nii", "p2/scan/ct.nii")),
        (["/d/p1/2019/scan/ct.nii", "/d/p2/2019/scan/ct.nii"], ("p1/…/ct.nii", "p2/…/ct.nii")),
        (["/ct.nii", "/a/ct.nii"], ("/ct.nii", "a/ct.nii")),
        (["/a/ct.nii", "/b/a/ct.nii", "mr.nii"], ("/a/ct.nii", "b/a/ct.nii", "mr.nii")),
        (["/r/A/x/y/n", "/r/B/x/y/n", "/r/A/z/y/n", "/r/B/z/y/n"], ("A/x/y/n", "B/x/y/n", "A/z/y/n", "B/z/y/n")),
    ],
)
def test_files_of_one_name_get_the_folder_that_tells_them_apart(paths: list[str], labels: tuple[str, ...]) -> None:
    assert distinct_labels(files(*paths)) == labels


def test_an_array_of_a_files_name_stays_as_it_is() -> None:
    assert distinct_labels([Source("ct"), *files("/a/ct")]) == ("ct", "a/ct")


@pytest.mark.parametrize(
    ("details", "labels"),
    [
        ([("",), ("as UC",)], ("f", "f (as UC)")),
        ([("T1", "series 2", ""), ("T2", "series 3", "")], ("f (T1)", "f (T2)")),
        ([("T1", "series 2", ""), ("T1", "series 3", "")], ("f (series 2)", "f (series 3)")),
        ([("T1", "s 2", ""), ("T1", "s 3", ""), ("T2", "s 2", "")], ("f (T1, s 2)", "f (T1, s 3)", "f (T2, s 2)")),
        ([("T1",), ("T1",)], ("f 1", "f 2")),
    ],
)
def test_images_of_one_file_get_the_detail_that_tells_them_apart(
    details: list[tuple[str, ...]], labels: tuple[str, ...]
) -> None:
    assert distinct_labels([Source("f", ("/", "d"), each, n) for n, each in enumerate(details, 1)]) == labels


def test_equal_ones_are_numbered_by_the_number_that_they_keep() -> None:
    assert distinct_labels([Source("array", number=3), Source("array", number=1)]) == ("array 3", "array 1")
    assert distinct_labels([Source("array", number=3)]) == ("array",)
    assert distinct_labels([Source("a"), Source("a", number=2), Source("a 1")]) == ("a 2", "a 3", "a 1")


@given(SOURCES, st.sampled_from([3, 9, 64]))
def test_no_two_are_called_alike(sources: list[Source], most: int) -> None:
    assert len(set(distinct_labels(sources, most))) == len(sources)


@given(SOURCES.flatmap(lambda s: st.tuples(st.just(s), st.permutations(range(len(s))))))
def test_the_order_of_opening_does_not_matter(given_order: tuple[list[Source], list[int]]) -> None:
    sources, order = given_order
    one, other = distinct_labels(sources), distinct_labels([sources[n] for n in order])

    assert sorted(one) == sorted(other)
    if len(set(sources)) == len(sources):
        assert [one[n] for n in order] == list(other)


@given(st.sets(st.lists(st.sampled_from("abc"), max_size=4).map(lambda parts: ("/", *parts)), min_size=1, max_size=7))
def test_no_fewer_folders_would_do(folders: set[tuple[str, ...]]) -> None:
    labels = distinct_labels([Source("n", each) for each in folders])

    for own, label in zip(folders, labels, strict=True):
        others = [each for each in folders if each != own]
        lengths = [k for k in range(1, len(own) + 1) if all(own[-k:] != each[-k:] for each in others)]
        least = own[-lengths[0] :] if others else ()
        whole = "/".join((*least, "n")).replace("//", "/")
        assert label in ({whole} if len(least) < 3 else {whole, f"{least[0]}/…/n".replace("//", "/")})


@given(SOURCES)
def test_a_name_of_its_own_stays_alone(sources: list[Source]) -> None:
    for source, label in zip(sources, distinct_labels(sources), strict=True):
        if [each.name for each in sources].count(source.name) == 1:
            assert label == source.name or label.removeprefix(f"{source.name} ").isdecimal()


def test_a_long_name_keeps_its_start_and_more_of_its_end() -> None:
    name = "sub-0042_ses-baseline_task-rest_acq-highres_run-01_desc-preprocessed_bold.nii.gz"

    (label,) = distinct_labels([Source(name)])

    assert len(label) == 64 < len(name)
    assert label.startswith("sub-0042_ses-")
    assert label.endswith("desc-preprocessed_bold.nii.gz")


def test_names_that_differ_in_the_middle_only_are_elided_less() -> None:
    names = [f"{'a' * 60}{middle}{'b' * 60}.nii" for middle in "xy"]

    labels = distinct_labels([Source(name) for name in names])

    assert labels == tuple(names)


@given(st.text(max_size=30), st.integers(3, 40))
def test_an_elided_text_is_its_two_ends(text: str, most: int) -> None:
    short = elided(text, most)

    assert len(short) == min(len(text), most)
    if short != text:
        tail = (most - 1) * 2 // 3
        head = most - 1 - tail
        assert short[:head] == text[:head]
        assert short[head] == "…"
        assert text.endswith(short[head + 1 :])
        assert head <= tail
