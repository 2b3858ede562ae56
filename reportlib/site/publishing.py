"""Copy what readers may see to another folder: pages, the files that belong to them, an index; but no records of builds."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from reportlib.atomic import write_bytes, write_whole
from reportlib.errors import ParameterError, Problem
from reportlib.export.package import FILES
from reportlib.plan.built_files import INDEX, OWN_FOLDER, SHARED, UNREADABLE, BuiltFiles, digest_of, oddity, read_kept
from reportlib.plan.copies import SUFFIXES
from reportlib.plan.output_folder import among_inputs
from reportlib.private import read_regular
from reportlib.site.directory import DIRECTORY, directory_text
from reportlib.site.index import index_text
from reportlib.site.listing import Listing, read_facts
from reportlib.workbook import Workbook

PUBLISHED = Path(OWN_FOLDER, "published.json")
"""The file that lists what was copied to which folder, so that no other file there is overwritten or removed."""
Digests = dict[str, str]


def publish(source: Path, target: Path, workbook: Workbook) -> int:
    """Copy the files for readers to another folder, and write an index there.

    A file that was published before, but is not for readers now, is removed from the other folder, unless it was changed there.

    Returns
    -------
    The number of published pages.

    Raises
    ------
    ParameterError
        When `source` has no finished reports, `target` may not be published to, or a file in `target` would be lost.
    """
    _check(source, target, workbook.root)
    names, published = _wanted(source), _recall(source, target)
    files = {name: read_regular(source / name) for name in names}
    listing = Listing.of(source, workbook, ())
    files[INDEX] = index_text(listing, last="").encode()
    files[DIRECTORY] = directory_text(listing, names).encode()
    _refuse_taken(files, target, published)
    for name, data in files.items():
        if _digest_at(target / name) != digest_of(data):
            write_bytes(target / name, data)
    for name in published.keys() - files.keys():
        if _digest_at(target / name) == published[name]:
            (target / name).unlink()
    _remember(source, target, {name: digest_of(data) for name, data in files.items()})
    return sum(name.endswith(".html") for name in names)


def _check(source: Path, target: Path, root: Path) -> None:
    message = ""
    if not (source / OWN_FOLDER).is_dir():
        message = f"'{source}' is not a folder that a build has written to; name one, such as outputs"
    elif (source / OWN_FOLDER / "unfinished").exists():
        message = f"the last build of '{source}' was not finished; build again, then publish"
    elif target.exists() and not target.is_dir():
        message = f"'{target}' is a file; name a folder"
    elif target == source or source in target.parents or (target / OWN_FOLDER).exists():
        message = f"'{target}' is in a folder that builds write to; name another one"
    elif target == root or among_inputs(target, root):
        message = f"'{target}' is a folder of the workbook itself; name a folder for readers"
    if message:
        raise ParameterError([Problem(message)])


def _wanted(source: Path) -> list[str]:
    """The names of the files for readers: undamaged pages, their spreadsheets and PDFs, shared files, and the Data Package."""
    built_files = BuiltFiles.read(source)
    pages = [facts["file"] for facts in read_facts(source) if built_files.intact(facts["file"])]
    copies = [str(Path(page).with_suffix(suffix)) for page in pages for suffix in SUFFIXES]
    shared = [path.name for pattern in SHARED for path in source.glob(pattern)]
    ours = [name for name in [*copies, *shared, *FILES] if not oddity(source / name) and not built_files.foreign(name)]
    return sorted([*pages, *ours])


def _refuse_taken(files: Mapping[str, bytes], target: Path, published: Digests) -> None:
    """Raise an error if a file to be overwritten was not published from this folder, or was changed since."""
    problems = []
    for name, data in files.items():
        kind = oddity(target / name)
        if kind == "nothing" or (not kind and _digest_at(target / name) in (published.get(name), digest_of(data))):
            continue
        why = kind or ("changed since it was published" if name in published else "not published from here")
        problems.append(Problem(f"'{name}' is {why}; move it away", file=str(target)))
    if problems:
        raise ParameterError(problems)


def _recall(source: Path, target: Path) -> Digests:
    return _published(source).get(str(target), {})


def _remember(source: Path, target: Path, digests: Digests) -> None:
    targets = _published(source) | {str(target): digests}
    write_whole(source / PUBLISHED, json.dumps(targets, sort_keys=True) + "\n")


def _published(source: Path) -> dict[str, Digests]:
    try:
        content = read_kept(source / PUBLISHED)
        return {str(target): {str(name): str(digest) for name, digest in files.items()} for target, files in content.items()}
    except UNREADABLE:
        return {}


def _digest_at(path: Path) -> str:
    try:
        return digest_of(read_regular(path))
    except OSError:
        return ""
