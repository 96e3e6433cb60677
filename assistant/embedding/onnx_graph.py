"""Writes the layers of the embedded model as an ONNX graph (https://onnx.ai/onnx/repo-docs/IR.html).

The graph holds the vectors; its matrices stay where they are, in the safetensors file beside it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from onnx import GraphProto, NodeProto, TensorProto, helper, numpy_helper, save_model

from assistant.embedding.network import Shape
from assistant.embedding.tensor_file import TensorFile

_OPSET, _IR = 18, 9
_FUSED = "com.microsoft"
"""ONNX Runtime's own operators: attention of several heads, and the activation in one pass."""


def write_graph(weights: Path, path: Path, shape: Shape) -> None:
    """Write the graph of a BERT encoder (Devlin et al., 2019), in inference only.

    Inputs: ``embedded`` (n·t, h), the embeddings of the tokens of n texts of t tokens, not yet normalised;
    ``mask`` (n, t), 1 for a token and 0 for padding; ``texts``, which is [n, t, h]. Its output is ``tokens``
    (n·t, h).

    Args:
        weights: the safetensors file, under BERT's names.
        path: the file to write, in the same folder.
        shape: the sizes of the network.

    Raises:
        OSError: the weights cannot be read or the file cannot be written.
    """
    network = _Network(TensorFile(weights), shape)
    graph = network.graph()
    opsets = [helper.make_opsetid("", _OPSET), helper.make_opsetid(_FUSED, 1)]
    save_model(helper.make_model(graph, opset_imports=opsets, ir_version=_IR), str(path))


@dataclass(frozen=True)
class _Network:
    """Nodes and weights, gathered in the order in which they are applied."""

    weights: TensorFile
    shape: Shape
    nodes: list[NodeProto] = field(default_factory=list)
    initializers: list[TensorProto] = field(default_factory=list)

    def graph(self) -> GraphProto:
        """The whole graph."""
        width = self.shape.hidden
        self.initializers.append(numpy_helper.from_array(np.array([-1, width]), "flat"))
        states = self._normalised("embeddings.LayerNorm", "embedded")
        for number in range(self.shape.layers):
            states = self._layer(f"encoder.layer.{number}", states)
        self._apply("Identity", [states], output="tokens")
        inputs = [
            helper.make_tensor_value_info("embedded", TensorProto.FLOAT, ["n*t", width]),
            helper.make_tensor_value_info("mask", TensorProto.INT32, ["n", "t"]),
            helper.make_tensor_value_info("texts", TensorProto.INT64, [3]),
        ]
        outputs = [helper.make_tensor_value_info("tokens", TensorProto.FLOAT, ["n*t", width])]
        return helper.make_graph(self.nodes, "bert", inputs, outputs, self.initializers)

    def _layer(self, name: str, states: str) -> str:
        """Attention of every token to the others, then the same two dense layers for each."""
        attended = self._dense(f"{name}.attention.output.dense", self._attention(name, states))
        attended = self._apply("Add", [attended, states])
        states = self._normalised(f"{name}.attention.output.LayerNorm", attended)
        wide = self._apply("Gelu", [self._dense(f"{name}.intermediate.dense", states)], domain=_FUSED)
        narrow = self._apply("Add", [self._dense(f"{name}.output.dense", wide), states])
        return self._normalised(f"{name}.output.LayerNorm", narrow)

    def _attention(self, name: str, states: str) -> str:
        parts = [
            self._apply("Reshape", [self._dense(f"{name}.attention.self.{part}", states), "texts"])
            for part in ("query", "key", "value")
        ]
        found = self._apply(
            "MultiHeadAttention", [*parts, "", "mask"], domain=_FUSED, num_heads=self.shape.heads
        )
        return self._apply("Reshape", [found, "flat"])

    def _dense(self, name: str, states: str) -> str:
        inputs = [states, self._outside(f"{name}.weight"), self._inside(f"{name}.bias")]
        return self._apply("Gemm", inputs, transB=1)

    def _normalised(self, name: str, states: str) -> str:
        """Layer normalisation (Ba, Kiros and Hinton, 2016)."""
        inputs = [states, self._inside(f"{name}.weight"), self._inside(f"{name}.bias")]
        return self._apply("LayerNormalization", inputs, axis=-1, epsilon=self.shape.epsilon)

    def _apply(
        self,
        operator: str,
        inputs: Sequence[str],
        *,
        output: str = "",
        domain: str = "",
        **attributes: float,
    ) -> str:
        """Adds a node and gives the name of what it gives."""
        output = output or f"{operator}.{len(self.nodes)}"
        node = helper.make_node(operator, inputs, [output], domain=domain)
        node.attribute.extend(helper.make_attribute(key, value) for key, value in attributes.items())
        self.nodes.append(node)
        return output

    def _inside(self, name: str) -> str:
        self.initializers.append(numpy_helper.from_array(self.weights.tensor(name), name))
        return name

    def _outside(self, name: str) -> str:
        start, size = self.weights.place(name)
        found = TensorProto(
            name=name,
            data_type=TensorProto.FLOAT,
            dims=self.weights.shape(name),
            data_location=TensorProto.EXTERNAL,
        )
        for key, value in (("location", self.weights.path.name), ("offset", start), ("length", size)):
            found.external_data.add(key=key, value=str(value))
        self.initializers.append(found)
        return name
