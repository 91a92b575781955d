"""A file on the Hub that is read in pieces, wherever the Hub says that its bytes are."""

import re

from huggingface_hub import get_session
from huggingface_hub.utils._http import hf_raise_for_status

from app.domain.network_errors import AnswerNotUnderstood
from app.library.hub.worker.session import read_body
from app.library.network.network import host_of

LARGEST = 64 * 1024**2
"""Bytes that are asked for in all; most headers need a few hundred thousand, the largest that are known 20 million."""
_RANGE = re.compile(r"bytes (\d+)-\d+/(?:\d+|\*)")


class Ranges:
    """The Hub is asked once where the file is; the further pieces come from there."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._left = LARGEST

    def read(self, offset: int, count: int) -> bytes:
        """Raises NetworkError, and what hf_raise_for_status raises."""
        self._left -= count
        if self._left < 0:
            raise AnswerNotUnderstood(host_of(self._url), f"a header of more than {LARGEST} bytes")
        headers = {"range": f"bytes={offset}-{offset + count - 1}", "accept-encoding": "identity"}
        with get_session().stream("GET", self._url, headers=headers) as response:
            hf_raise_for_status(response)
            said = _RANGE.fullmatch(response.headers.get("content-range", ""))
            if response.status_code != 206 or said is None or int(said[1]) != offset:
                raise AnswerNotUnderstood(host_of(str(response.url)), "another part of the file, or all of it")
            self._url = str(response.url)
            return read_body(response, largest=count)
