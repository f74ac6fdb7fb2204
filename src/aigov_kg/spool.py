"""The spool: a large result waits in a nameless temporary file, so that a slow client holds no memory and no worker."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from typing import Final

_PIECE: Final = 65_536


class Spooled:
    """Bytes in a temporary file that the system forgets when it is closed."""

    def __init__(self) -> None:
        """Open the file.

        Raises:
            OSError: there is no room, or no folder for temporary files.
        """
        self.file = tempfile.TemporaryFile(buffering=0)  # noqa: SIM115 - it lives as long as the answer
        self.size = 0

    def write(self, data: bytes | bytearray | memoryview) -> None:
        """Append bytes.

        Raises:
            OSError: there is no room.
        """
        view = memoryview(data)
        while view:
            written = self.file.write(view)
            self.size += written
            view = view[written:]

    def read(self) -> bytes:
        """Read all of it."""
        return b"".join(self.pieces())

    def pieces(self) -> Iterator[bytes]:
        """Read it piece by piece, from the beginning."""
        self.file.seek(0)
        while piece := self.file.read(_PIECE):
            yield piece

    def close(self) -> None:
        """Let go of the file."""
        self.file.close()

    def __del__(self) -> None:
        if hasattr(self, "file"):
            self.file.close()
