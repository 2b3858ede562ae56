from __future__ import annotations

from collections.abc import Callable

import pytest

from .conftest import Book, Build

pytestmark = [pytest.mark.slow, pytest.mark.skipif("sys.platform != 'linux'", reason="kernels are forked on Linux alone")]

PLOTS = "import matplotlib; matplotlib.get_configdir(); matplotlib.get_cachedir(); print('made for', unit)"


@pytest.mark.parametrize("plain", ["0", "1"], ids=["forked", "plain"])
def test_nothing_stays_in_the_temporary_folder(book: Book, start: Callable[..., Build], plain: str) -> None:
    book.template("plots", PLOTS)
    book.lists("good", "plots")
    build = start(book, env={"HOME": "/proc/nowhere", "WARMKERNELS_PLAIN": plain})
    done = build.finish()
    assert (done.code, done.err) == (0, "")
    assert build.left_nothing(), build.left()
