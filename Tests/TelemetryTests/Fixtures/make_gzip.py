"""Makes the gzip fixtures with Python's own gzip (Python 3.11, zlib 1.2.13): python3 make_gzip.py"""
import gzip
import pathlib

here = pathlib.Path(__file__).parent


def member(text: str) -> bytes:
    return gzip.compress(text.encode(), mtime=0)


rows = "".join(f"{60 * i},{i * i / 8}\n" for i in range(40))
(here / "squares.csv.gz").write_bytes(member("timestamp,value\n" + rows))
# Two members and padding, as `cat a.gz b.gz` and tapes leave them.
(here / "two-members.csv.gz").write_bytes(member("value\n1\n2") + member("5\n3\n") + bytes(7))
