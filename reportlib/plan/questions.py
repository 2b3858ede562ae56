"""Keep the questions that notebooks asked, so that the next plan can ask them again."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from reportlib.atomic import write_changed
from reportlib.plan.built_files import OWN_FOLDER, UNREADABLE, read_kept
from reportlib.query.reads import Answers, digest_of

FOLDER = Path(OWN_FOLDER, "asked")


def keep(output: Path, name: str, answers: Mapping[str, str]) -> str:
    """Write a report's questions and answers, and return their fingerprint; without questions, remove the file."""
    path = _path(output, name)
    if answers:
        write_changed(path, json.dumps(answers, ensure_ascii=False, indent=0) + "\n")
    else:
        path.unlink(missing_ok=True)
    return digest_of(answers)


def recall(output: Path, name: str) -> dict[str, str]:
    """A report's kept answers, by question; empty if they cannot be read."""
    try:
        return {str(question): str(answer) for question, answer in read_kept(_path(output, name)).items()}
    except UNREADABLE:
        return {}


def asked_again(output: Path, name: str, answers: Answers) -> str:
    """The fingerprint of a report's questions with today's answers."""
    return digest_of({question: answers.answer(question) for question in recall(output, name)})


def _path(output: Path, name: str) -> Path:
    return output / FOLDER / f"{name}.json"
