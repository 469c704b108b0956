"""Read and change the weights in a Tesseract network, as its ``.lstm`` components and checkpoints have them."""

from __future__ import annotations

import struct
from array import array
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_INT, _ADAM, _DOUBLE = 1, 4, 128  # flags of a matrix
_LAYER_RATES = 64  # a network's flag: every layer has its own rate of learning
_TRAINED = 1  # a layer's state: the last changes of its weights follow them
_IN_WHOLE_NUMBERS = 1  # a model's flag
_SERIES = {"Series", "Parallel", "XYTranspose", "RTLReversed", "TBReversed"}
_LSTM = {"LSTM", "SummLSTM", "LSTMSoftmax"}

Rows = list["array[float]"]


class _Walk:
    """Copies a network, layer by layer; what is to change comes changed."""

    def __init__(
        self,
        data: bytes,
        change: Callable[[str, Rows], Rows] | None = None,
        rates: tuple[float, float] | None = None,
    ) -> None:
        self.data, self.place, self.out = data, 0, bytearray()
        self.change, self.rates = change, rates

    def take(self, count: int) -> bytes:
        piece = self.data[self.place : self.place + count]
        if len(piece) != count:
            raise ValueError("the network ends too soon")
        self.place += count
        return piece

    def copy(self, count: int) -> bytes:
        piece = self.take(count)
        self.out += piece
        return piece

    def number(self) -> int:
        return int(struct.unpack("<i", self.copy(4))[0])

    def string(self) -> str:
        return self.copy(self.number()).decode()

    def network(self, depth: int = 0) -> None:
        self.copy(1)
        kind = self.string()
        trained = self.copy(2)[0] == _TRAINED
        flags = self.number()
        self.copy(12)  # inputs, outputs, weights
        label = self.string()
        if kind in _SERIES:
            for _ in range(self.number()):
                self.network(depth + 1)
            if flags & _LAYER_RATES:
                self._layer_rates(depth)
        elif kind in {"Convolve", "Maxpool", "Reconfig"}:
            self.copy(8)
        elif kind == "Input":
            self.copy(20)
        elif kind in _LSTM:
            self.copy(4)
            for _ in range(4):
                self._matrix(label, trained=trained)
        else:
            self._matrix(label, trained=trained)

    def _layer_rates(self, depth: int) -> None:
        count = self.number()
        old = array("f", self.take(4 * count))
        if self.rates is not None:
            low, top = self.rates
            old = array("f", [low] * count)
            if depth == 0:
                old[-1] = top
        self.out += old.tobytes()

    def _matrix(self, label: str, *, trained: bool) -> None:
        mode = self.take(1)[0]
        if mode & _INT:
            rows = self._whole_numbers()
        else:
            high, wide = struct.unpack("<ii", self.take(8))
            self.take(8)  # a value for what is empty
            rows = [array("d", self.take(8 * wide)) for _ in range(high)]
        if self.change is not None:
            rows = self.change(label, rows)
        self.out.append((mode & ~_INT) | _ADAM | _DOUBLE if mode & _INT else mode | _ADAM)
        self.out += struct.pack("<iid", len(rows), len(rows[0]), 0.0)
        for row in rows:
            self.out += row.tobytes()
        if trained:
            for _ in range(2 if mode & _ADAM else 1):
                high, wide = struct.unpack("<ii", self.copy(8))
                self.copy(8 + 8 * high * wide)

    def _whole_numbers(self) -> Rows:
        high, wide = struct.unpack("<ii", self.take(8))
        self.take(1)
        weights = array("b", self.take(high * wide))
        scales = array("d", self.take(8 * struct.unpack("<I", self.take(4))[0]))
        return [
            array("d", (each * scales[row] for each in weights[row * wide : (row + 1) * wide])) for row in range(high)
        ]


def dequantise(data: bytes) -> bytes:
    """Return an integer ``.lstm`` component with weights that training can continue from."""
    walk = _Walk(data)
    walk.network()
    walk.string()  # the network's description
    walk.out += struct.pack("<i", struct.unpack("<i", walk.take(4))[0] & ~_IN_WHOLE_NUMBERS)
    return bytes(walk.out) + data[walk.place :]


def begin_from_look_alikes(
    data: bytes, signs: Sequence[str], like: dict[str, tuple[str, float]], rates: tuple[float, float]
) -> bytes:
    """Return a checkpoint in which new signs begin with the weights of signs that look like them.

    Args:
        data: The checkpoint.
        signs: The model's signs in their order.
        like: For a new sign the old one that it looks like, and how much of its weights it takes.
        rates: How fast lower layers learn, and the last one.
    """
    place = {sign: number for number, sign in enumerate(signs)}

    def change(label: str, rows: Rows) -> Rows:
        if label == "Output":
            for new, (old, share) in like.items():
                if new in place and old in place:
                    rows[place[new]] = array("d", (share * each for each in rows[place[old]]))
        return rows

    walk = _Walk(data, change, rates)
    walk.network()
    return bytes(walk.out) + data[walk.place :]
