"""Turns a block-quantized ONNX model into plain 32-bit floats at opset 11.

The models come with weights as small integers, one scale a block (opset 21), which OpenCV 4.6
cannot read. Nothing but the weights' encoding changes.
"""

import numpy as np
import onnx
from onnx import numpy_helper


def _dequantize(node, quantized, scale, zero):
    attributes = {a.name: a.i for a in node.attribute}
    axis, block = attributes.get("axis", 1), attributes.get("block_size", 0)
    if block and scale.ndim:
        # One scale a block of neighbours; the last block may be shorter.
        cut = [slice(None)] * quantized.ndim
        cut[axis] = slice(0, quantized.shape[axis])
        scale = np.repeat(scale, block, axis)[tuple(cut)]
        zero = np.repeat(zero, block, axis)[tuple(cut)]
    return (quantized.astype(np.float32) - zero.astype(np.float32)) * scale


def _reshape(values, shape):
    return values.reshape([values.shape[i] if n == 0 else int(n) for i, n in enumerate(shape)])


def fold(data):
    """The folded model for the ONNX file `data`."""
    model = onnx.load_model_from_string(data)
    graph = model.graph
    values = {t.name: numpy_helper.to_array(t) for t in graph.initializer}
    nodes = []
    for node in graph.node:
        known = all(name in values for name in node.input)
        if node.op_type == "DequantizeLinear" and known:
            values[node.output[0]] = _dequantize(node, *(values[n] for n in node.input))
        elif node.op_type == "Reshape" and known:
            values[node.output[0]] = _reshape(*(values[n] for n in node.input))
        else:
            nodes.append(node)
    used = {name for node in nodes for name in node.input}
    inputs = [i for i in graph.input if i.name not in values]
    weights = [numpy_helper.from_array(v, n) for n, v in values.items() if n in used]
    for field, content in (("node", nodes), ("input", inputs), ("initializer", weights)):
        content = list(content)
        graph.ClearField(field)
        getattr(graph, field).extend(content)
    model.opset_import[0].version = 11
    return model.SerializeToString()
