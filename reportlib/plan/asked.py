"""What the notebook of each report asked when its page was made, kept beside the pages: a plan asks it again."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from reportlib.atomic import write_changed
from reportlib.plan.made import KEPT, UNREADABLE, read_kept
from reportlib.query.reads import Answers, digest_of

FOLDER = Path(KEPT, "asked")


def keep(output: Path, name: str, asked: Mapping[str, str]) -> str:
    """Keep what a report asked, with the fingerprints of the answers; what is kept of one that asked nothing is removed.

    Returns
    -------
    The fingerprint of it all.
    """
    path = _path(output, name)
    if asked:
        write_changed(path, json.dumps(asked, ensure_ascii=False, indent=0) + "\n")
    else:
        path.unlink(missing_ok=True)
    return digest_of(asked)


def recall(output: Path, name: str) -> dict[str, str]:
    """What is kept of a report: nothing where it asked nothing, or that cannot be read."""
    try:
        return {str(question): str(answer) for question, answer in read_kept(_path(output, name)).items()}
    except UNREADABLE:
        return {}


def asked_again(output: Path, name: str, answers: Answers) -> str:
    """The fingerprint of what a report asked, as it would be answered now."""
    return digest_of({question: answers.answer(question) for question in recall(output, name)})


def _path(output: Path, name: str) -> Path:
    return output / FOLDER / f"{name}.json"
