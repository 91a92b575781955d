"""Whether llama.cpp itself reads each grammar of a JSON list on stdin; a process of its own, since it prints.

python grammar_reader.py MODEL.gguf < grammars
"""

import json
import sys
from typing import Any

import llama_cpp.llama_cpp as native

parameters: Any = native.llama_model_default_params()
parameters.vocab_only = True
model: Any = native.llama_model_load_from_file(sys.argv[1].encode(), parameters)
vocabulary: Any = native.llama_model_get_vocab(model)
samplers = [native.llama_sampler_init_grammar(vocabulary, text.encode(), b"root") for text in json.load(sys.stdin)]
print(json.dumps([bool(sampler) for sampler in samplers]))
