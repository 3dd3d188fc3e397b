"""Reads the little of a TensorFlow Lite file that a plain convolution network needs.

The file is a FlatBuffer; field numbers are those of TensorFlow's schema.fbs, version 3.
"""

import struct

import numpy as np

# Builtin operators by their number in schema.fbs.
OPERATORS = {0: "ADD", 3: "CONV_2D", 4: "DEPTHWISE_CONV_2D", 17: "MAX_POOL_2D", 34: "PAD",
             54: "PRELU"}
TYPES = {0: np.float32, 2: np.int32}


class Table:
    """One FlatBuffer table at byte `at`."""

    def __init__(self, data, at):
        self.data, self.at = data, at
        self.vtable = at - struct.unpack_from("<i", data, at)[0]
        self.vtable_size = struct.unpack_from("<H", data, self.vtable)[0]

    def _place(self, field):
        slot = 4 + 2 * field
        if slot >= self.vtable_size:
            return None
        offset = struct.unpack_from("<H", self.data, self.vtable + slot)[0]
        return self.at + offset if offset else None

    def scalar(self, field, code, default=0):
        """A number with struct code `code`."""
        place = self._place(field)
        return default if place is None else struct.unpack_from("<" + code, self.data, place)[0]

    def _follow(self, place):
        return place + struct.unpack_from("<I", self.data, place)[0]

    def table(self, field):
        """A table inside this one, or None."""
        place = self._place(field)
        return None if place is None else Table(self.data, self._follow(place))

    def tables(self, field):
        """A list of tables."""
        place = self._place(field)
        if place is None:
            return []
        start = self._follow(place)
        count = struct.unpack_from("<I", self.data, start)[0]
        return [Table(self.data, self._follow(start + 4 + 4 * i)) for i in range(count)]

    def array(self, field, kind):
        """A list of numbers of one type."""
        place = self._place(field)
        if place is None:
            return np.zeros(0, kind)
        start = self._follow(place)
        count = struct.unpack_from("<I", self.data, start)[0]
        return np.frombuffer(self.data, kind, count, start + 4)


class Network:
    """The first subgraph: tensors with shapes and constant values, operators in order."""

    def __init__(self, data):
        model = Table(data, struct.unpack_from("<I", data, 0)[0])
        buffers = [b.array(0, np.uint8) for b in model.tables(4)]
        # Field 3 replaced the one-byte field 0; the greater of the two holds.
        codes = [max(c.scalar(0, "b"), c.scalar(3, "i")) for c in model.tables(1)]
        graph = model.tables(2)[0]
        self.inputs = graph.array(1, np.int32).tolist()
        self.outputs = graph.array(2, np.int32).tolist()
        self.shapes, self.values = [], []
        for tensor in graph.tables(0):
            shape = tensor.array(0, np.int32).tolist()
            content = buffers[tensor.scalar(2, "I")]
            kind = TYPES[tensor.scalar(1, "b")]
            self.shapes.append(shape)
            self.values.append(content.view(kind).reshape(shape) if content.size else None)
        self.operators = [
            (OPERATORS[codes[o.scalar(0, "I")]], o.array(1, np.int32).tolist(),
             o.array(2, np.int32).tolist(), o.table(4))
            for o in graph.tables(3)]
