"""Converts a plain convolution network from TensorFlow Lite to ONNX opset 10.

OpenCV 4.6 reads no TensorFlow Lite. Tensors change from rows-columns-channels to
channels-rows-columns, which is the one order OpenCV knows.
"""

import numpy as np
import onnx
from onnx import helper, numpy_helper

from tflite_reader import Network


def _same_padding(size_in, size_out, kernel, stride):
    """What TensorFlow calls SAME; uneven at stride 2: the odd pixel goes after."""
    total = max((size_out - 1) * stride + kernel - size_in, 0)
    return total // 2, total - total // 2


class _Writer:
    def __init__(self, network):
        self.network, self.nodes, self.weights = network, [], []

    def weight(self, array):
        name = f"w{len(self.weights)}"
        array = np.ascontiguousarray(array, np.float32)
        self.weights.append(numpy_helper.from_array(array, name))
        return name

    def node(self, kind, inputs, output, **attributes):
        self.nodes.append(helper.make_node(kind, inputs, [output], **attributes))

    def window(self, source, target, kernel, stride, same):
        """Attributes that convolution and pooling share."""
        pads = [(0, 0), (0, 0)]
        if same:
            rows_columns = zip(self.network.shapes[source][1:3], self.network.shapes[target][1:3],
                               kernel, stride)
            pads = [_same_padding(*sizes) for sizes in rows_columns]
        return {"kernel_shape": list(kernel), "strides": list(stride),
                "pads": [pads[0][0], pads[1][0], pads[0][1], pads[1][1]]}

    def convolve(self, inputs, output, options, depthwise):
        weights, bias = (self.network.values[i] for i in inputs[1:3])
        # Ordinary: [out, rows, columns, in]. Depthwise: [1, rows, columns, channels].
        weights = weights.transpose((3, 0, 1, 2) if depthwise else (0, 3, 1, 2))
        assert options.scalar(4 if depthwise else 3, "b") == 0, "an activation is built in"
        attributes = self.window(inputs[0], output, weights.shape[2:],
                                 (options.scalar(2, "i"), options.scalar(1, "i")),
                                 options.scalar(0, "b") == 0)
        group = weights.shape[0] if depthwise else 1
        self.node("Conv", [f"t{inputs[0]}", self.weight(weights), self.weight(bias)],
                  f"t{output}", group=group, **attributes)

    def operator(self, kind, inputs, output, options):
        source = f"t{inputs[0]}"
        if kind in ("CONV_2D", "DEPTHWISE_CONV_2D"):
            self.convolve(inputs, output, options, kind == "DEPTHWISE_CONV_2D")
        elif kind == "PRELU":
            slope = self.network.values[inputs[1]].reshape(-1, 1, 1)
            self.node("PRelu", [source, self.weight(slope)], f"t{output}")
        elif kind == "ADD":
            self.node("Add", [source, f"t{inputs[1]}"], f"t{output}")
        elif kind == "MAX_POOL_2D":
            attributes = self.window(inputs[0], output,
                                     (options.scalar(4, "i"), options.scalar(3, "i")),
                                     (options.scalar(2, "i"), options.scalar(1, "i")),
                                     options.scalar(0, "b") == 0)
            self.node("MaxPool", [source], f"t{output}", **attributes)
        elif kind == "PAD":
            before_after = self.network.values[inputs[1]][[0, 3, 1, 2]]
            self.node("Pad", [source], f"t{output}", mode="constant", value=0.0,
                      pads=before_after.T.reshape(-1).tolist())


def _value(index, shape):
    batch, rows, columns, channels = shape
    return helper.make_tensor_value_info(
        f"t{index}", onnx.TensorProto.FLOAT, [batch, channels, rows, columns])


def convert(data):
    """The ONNX file for the TensorFlow Lite file `data`."""
    network = Network(data)
    writer = _Writer(network)
    for kind, inputs, outputs, options in network.operators:
        writer.operator(kind, inputs, outputs[0], options)
    graph = helper.make_graph(
        writer.nodes, "network",
        [_value(i, network.shapes[i]) for i in network.inputs],
        [_value(i, network.shapes[i]) for i in network.outputs], writer.weights)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 10)])
    model.ir_version = 5
    onnx.checker.check_model(model)
    return model.SerializeToString()
