"""Small encoders of random weights over real vocabularies, under the names that publishers give them."""

import numpy as np
from tokenizers import Tokenizer, models, pre_tokenizers, processors

from tests.real import minilm, tiny, tiny_vocabulary
from tests.real.minilm import CLS, MEAN, Encoder, Weights
from tests.real.packages import VOCABULARIES

WIDTH, WIDE, LAYERS, CONTEXT = tiny.WIDTH, 2 * tiny.WIDTH, 2, 128


def bert() -> Encoder:
    """BERT's vocabulary; the first token speaks for the text."""
    tokenizer = minilm.tokenizer()
    return Encoder(_weights(tokenizer, positions=CONTEXT, types=2), tokenizer, heads=4, epsilon=1e-12, pooling=CLS)


def roberta() -> Encoder:
    """RoBERTa's vocabulary is GPT-2's with other control tokens; its positions begin after those of padding."""
    vocabulary = tiny_vocabulary.read(VOCABULARIES.path() / "ggml-vocab-gpt-2.gguf")
    tokens = ["<s>", "<pad>", "</s>", "<unk>", *vocabulary.tokens[:-1], "<mask>"]  # less <|endoftext|>
    ids = {token: index for index, token in enumerate(tokens)}
    tokenizer = Tokenizer(models.BPE(ids, [(a, b) for a, b in map(str.split, vocabulary.merges)]))
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.post_processor = processors.RobertaProcessing(("</s>", 2), ("<s>", 0), add_prefix_space=False)
    weights = _weights(tokenizer, positions=CONTEXT + 2, types=1)
    return Encoder(weights, tokenizer, heads=4, epsilon=1e-5, pooling=MEAN, first_position=2)


def _weights(tokenizer: Tokenizer, *, positions: int, types: int) -> Weights:
    dice = np.random.default_rng(7)

    def noise(*shape: int) -> np.ndarray:
        return dice.normal(0, 0.4, shape).astype(np.float32)

    def dense(name: str, height: int, width: int) -> Weights:
        return {f"{name}.weight": noise(height, width), f"{name}.bias": noise(height)}

    def norm(name: str) -> Weights:
        return {f"{name}.weight": 1 + noise(WIDTH), f"{name}.bias": noise(WIDTH)}

    weights = {
        "embeddings.word_embeddings.weight": noise(tokenizer.get_vocab_size(), WIDTH),
        "embeddings.position_embeddings.weight": noise(positions, WIDTH),
        "embeddings.token_type_embeddings.weight": noise(types, WIDTH),
        **norm("embeddings.LayerNorm"),
    }
    for layer in range(LAYERS):
        at = f"encoder.layer.{layer}."
        for name in ("attention.self.query", "attention.self.key", "attention.self.value", "attention.output.dense"):
            weights |= dense(f"{at}{name}", WIDTH, WIDTH)
        weights |= dense(f"{at}intermediate.dense", WIDE, WIDTH) | dense(f"{at}output.dense", WIDTH, WIDE)
        weights |= norm(f"{at}attention.output.LayerNorm") | norm(f"{at}output.LayerNorm")
    return weights
