"""Which encoding a text file is in: marks at its start, strict UTF-8, then letter statistics."""

from __future__ import annotations

import codecs
import math
import re
from collections import Counter
from typing import Any, cast

from kanva.sdk import Option, Text

ENCODINGS: tuple[Option, ...] = (
    Option("auto", Text(ru="Определить", en="Detect")),
    Option("utf-8", Text(ru="UTF-8", en="UTF-8")),
    Option("utf-8-sig", Text(ru="UTF-8 с меткой (BOM)", en="UTF-8 with a mark (BOM)")),
    Option("utf-16", Text(ru="UTF-16 («Юникод»)", en="UTF-16 (“Unicode”)")),
    Option("cp1251", Text(ru="Windows-1251 (кириллица)", en="Windows-1251 (Cyrillic)")),
    Option("cp866", Text(ru="CP866 (DOS, кириллица)", en="CP866 (DOS, Cyrillic)")),
    Option("koi8-r", Text(ru="KOI8-R (кириллица)", en="KOI8-R (Cyrillic)")),
    Option("mac-cyrillic", Text(ru="Mac (кириллица)", en="Mac Cyrillic")),
    Option("latin-1", Text(ru="Западноевропейская (Latin-1)", en="Western European (Latin-1)")),
)
"""Values of the setting; codecs of the same names read them."""

CYRILLIC = ("cp1251", "cp866", "koi8-r", "mac-cyrillic")

_PER_MILLE = dict(
    zip(
        "оеаинтсрвлкмдпуяыьгзбчйхжшюцщэфъё",
        (109, 84, 80, 73, 67, 63, 55, 47, 45, 43, 35, 32, 30, 28, 26, 20, 19, 17, 17, 16, 16, 14,
         12, 10, 9, 7, 6, 5, 4, 3, 3, 0.4, 0.5),
        strict=True,
    )
)  # fmt: skip
_LOG = {letter: math.log(share / 1000) for letter, share in _PER_MILLE.items()}
_SYMBOL = {mark: math.log(0.004) for mark in "«»№–—“”„…°€₽\u00a0"}
_FOREIGN = math.log(0.0001)
_LOWER_THEN_UPPER = -2.5
_SAMPLE_BYTES = 64_000


def codec_of(encoding: str) -> str:
    """Return the Python codec for a value of the setting.

    Latin-1 is read as Windows-1252, which has the same letters and the euro besides.

    Example:
        >>> codec_of("latin-1"), codec_of("cp866")
        ('kanva-western', 'cp866')
    """
    return "kanva-western" if encoding == "latin-1" else encoding


def detect(sample: bytes, *, more: bytes = b"") -> str:
    """Tell the encoding of a text from a piece of it.

    Args:
        sample: The first bytes of the file.
        more: Bytes from further on, when the first ones are plain ASCII.

    Returns:
        A value of `ENCODINGS` other than "auto".

    Example:
        >>> detect("Приход;Сумма".encode("cp866"))
        'cp866'
    """
    if sample.startswith(codecs.BOM_UTF8):
        return "utf-8-sig"
    if sample.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) or _zeros(sample):
        return "utf-16"
    rest = sample + more
    if rest.isascii() or _is_utf8(rest):
        return "utf-8"
    return _eight_bit(rest)


def byte_order(sample: bytes) -> str:
    """Return the exact UTF-16 codec of a file without a mark ("utf-16" where there is one).

    Example:
        >>> byte_order("да".encode("utf-16-le"))
        'utf-16-le'
    """
    if sample.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    high = Counter(sample[1:4000:2]).most_common(1)
    low = Counter(sample[0:4000:2]).most_common(1)
    return "utf-16-be" if low and high and low[0][1] > high[0][1] else "utf-16-le"


def _zeros(sample: bytes) -> bool:
    head = sample[:4000]
    return len(head) >= 4 and head.count(0) > len(head) * 0.25


def _is_utf8(sample: bytes) -> bool:
    text = codecs.getincrementaldecoder("utf-8")("replace").decode(sample)
    damaged = text.count("\ufffd")
    if damaged == 0:
        return True
    wide = len(text) - len(text.encode("ascii", "ignore"))
    return damaged <= 0.05 * wide


def _eight_bit(sample: bytes) -> str:
    # The first bytes above ASCII may stand far from the start: take pieces around them.
    pieces = re.findall(rb"[\x00-\x7f]?[\x80-\xff]+[\x00-\x7f]?", sample)
    kept: list[bytes] = []
    size = 0
    for piece in pieces:
        kept.append(piece)
        size += len(piece)
        if size > _SAMPLE_BYTES:
            break
    runs = Counter(kept)
    total = sum(runs.values())
    single = sum(count for run, count in runs.items() if len(_high(run)) == 1)
    if single > 0.7 * total and not _mostly_signs(runs):
        return "latin-1"
    # Equal scores (capitals alone read the same in CP866 and Mac) keep the order of CYRILLIC.
    scores = sorted(((_score(runs, name), name) for name in CYRILLIC), key=lambda pair: -pair[0])
    letters = sum(len(_high(run)) * count for run, count in runs.items())
    margin = (scores[0][0] - scores[1][0]) / letters
    if margin > 0.05 or letters < 40:
        return scores[0][1]
    return _second_opinion(sample, scores[0][1])


def _high(run: bytes) -> bytes:
    return bytes(byte for byte in run if byte > 0x7F)


def _mostly_signs(runs: Counter[bytes]) -> bool:
    # No-break spaces, quotes, dashes and № of Windows-1251 stand alone among figures.
    signs = b"\xa0\xab\xbb\xb9\x96\x97\x85\x93\x94\x91\x92\xb0\xb7"
    alone = sum(count for run, count in runs.items() if set(_high(run)) <= set(signs))
    return alone > 0.5 * sum(runs.values())


def _score(runs: Counter[bytes], encoding: str) -> float:
    total = 0.0
    for run, count in runs.items():
        value = 0.0
        before = ""
        for char in run.decode(encoding, errors="replace"):
            if char > "\x7f":
                value += _LOG.get(char.lower(), _SYMBOL.get(char, _FOREIGN))
                if before.islower() and char.isupper():
                    value += _LOWER_THEN_UPPER
            before = char
        total += value * count
    return total


def _second_opinion(sample: bytes, first: str) -> str:
    from charset_normalizer import from_bytes  # noqa: PLC0415 - heavy, and seldom needed

    candidates = ["cp1251", "cp866", "koi8_r", "mac_cyrillic", "cp1252"]
    best = from_bytes(sample[:32_000], cp_isolation=candidates).best()
    if best is None:
        return first
    names = {"koi8_r": "koi8-r", "mac_cyrillic": "mac-cyrillic", "cp1252": "latin-1"}
    return names.get(best.encoding, best.encoding)


_WESTERN = "".join(
    bytes([code]).decode("cp1252", errors="ignore") or chr(code) for code in range(256)
)


def _western_decode(data: Any, errors: str = "strict") -> tuple[str, int]:
    # typeshed knows mappings only; a string of 256 letters is the fast way in.
    return codecs.charmap_decode(data, errors, cast("Any", _WESTERN))


class _WesternDecoder(codecs.IncrementalDecoder):
    def decode(self, input: Any, final: bool = False) -> str:  # noqa: A002, FBT001
        del final
        return _western_decode(input, self.errors)[0]


def _search(name: str) -> codecs.CodecInfo | None:
    if name.replace("_", "-") != "kanva-western":
        return None
    return codecs.CodecInfo(
        encode=codecs.lookup("cp1252").encode,
        decode=_western_decode,
        incrementaldecoder=_WesternDecoder,
        name="kanva-western",
    )


codecs.register(_search)
