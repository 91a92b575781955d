"""The computations of one batch as llama.cpp lines them up, for the memory that they need meanwhile.

Only sizes and the order matter (llama-graph.cpp: build_attn, build_ffn, build_moe_ffn, build_rs; models/*.cpp), and
alike layers are counted twice at most: a third one finds the place that the first has left.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from app.library.fit.anatomy import Anatomy, Layer
from app.library.fit.arena import Result, peak_bytes
from app.library.fit.shape import Shape, cells_of

_F32, _F16, _I64, _I32 = 4, 2, 8, 4


@dataclass(frozen=True)
class Part:
    """What one device computes: some layers, perhaps the embedding before them and the output after them."""

    layers: Sequence[Layer]
    embeds: bool = True
    outputs: bool = True
    copies: int = 1
    """Of the inputs, when several devices work on several batches at a time."""


def compute_bytes(anatomy: Anatomy, part: Part, shape: Shape) -> int:
    graph = _Graph(anatomy, shape)
    masks = graph.masks(anatomy.layers if part.embeds else part.layers)  # inputs are where the embedding is
    hidden = graph.wide(anatomy.width)
    inputs = [hidden, *graph.small_inputs(), *masks]
    spare = [Result(each.size_bytes) for each in inputs for _ in range(part.copies - 1)]
    if part.embeds:
        hidden = graph.step(anatomy.width)  # of tokens; that for vectors is there all the same
    alike = _few(part.layers)
    for index, layer in enumerate(alike):
        hidden = graph.block(layer, hidden, is_last=part.outputs and index == len(alike) - 1)
    if part.outputs:
        graph.head(hidden)
    return peak_bytes([*spare, *inputs], graph.steps)


def output_bytes(anatomy: Anatomy, shape: Shape) -> int:
    """The buffer in main memory that answers are read from: one row for each sequence."""
    numbers = anatomy.vocabulary + (anatomy.width if anatomy.is_encoder else 0)
    return numbers * shape.sequences * _F32


def _few(layers: Iterable[Layer]) -> list[Layer]:
    seen: Counter[Layer] = Counter()
    kept = []
    for layer in layers:
        kind = replace(layer, weights_bytes=0)
        seen[kind] += 1
        if seen[kind] <= 2:
            kept.append(kind)
    return kept


class _Graph:
    """Grows by steps; each method adds those of one piece of the model and returns what comes out."""

    def __init__(self, anatomy: Anatomy, shape: Shape) -> None:
        self.steps: list[Result] = []
        self._anatomy = anatomy
        self._shape = shape
        self._masks: dict[int, Result] = {}
        self._caches = anatomy.caches

    def wide(self, numbers: int, kind: int = _F32) -> Result:
        """So many numbers for each token."""
        return Result(numbers * self._shape.tokens * kind)

    def step(self, numbers: int, *reads: Result, overwrites: bool = False) -> Result:
        result = Result(numbers * self._shape.tokens * _F32, reads, overwrites)
        self.steps.append(result)
        return result

    def masks(self, layers: Iterable[Layer]) -> list[Result]:
        """Who sees whom: one for layers that see everything, one for each width of a window."""
        for layer in layers:
            if layer.attends:
                cells = cells_of(layer, self._shape) if self._caches else self._shape.tokens
                self._masks.setdefault(layer.window, self.wide(cells, _F16 if self._shape.flash else _F32))
        return list(self._masks.values())

    def small_inputs(self) -> list[Result]:
        """Tokens, positions, outputs, and where in each cache to write."""
        return [self.wide(2, _I32), self.wide(1, _I32), *[self.wide(2, _I64) for _ in self._masks]]

    def block(self, layer: Layer, hidden: Result, *, is_last: bool) -> Result:
        width = self._anatomy.width
        mixed = self._mixed(layer, self._normed(hidden))
        if is_last and not self._anatomy.is_encoder:  # from here on only tokens whose logits somebody wants
            mixed, hidden = self.step(width, mixed), self.step(width, hidden)
        hidden = self.step(width, mixed, hidden, overwrites=True)
        if not layer.wide:
            return hidden
        normed = self._normed(hidden)
        fed = self._experts(layer, normed) if layer.experts_used else self._feed_forward(layer.wide, normed)
        if layer.experts_used and layer.shared_wide:
            fed = self.step(width, fed, self._feed_forward(layer.shared_wide, normed), overwrites=True)
        return self.step(width, fed, hidden, overwrites=True)

    def head(self, hidden: Result) -> None:
        normed = self.step(self._anatomy.width, hidden)
        if not self._anatomy.is_encoder:
            self.step(self._anatomy.vocabulary, normed)

    def _normed(self, hidden: Result) -> Result:
        """Encoders of BERT's kind go on with what is normed, so it takes the place of what was."""
        return self.step(self._anatomy.width, hidden) if self._caches else hidden

    def _mixed(self, layer: Layer, normed: Result) -> Result:
        """How tokens learn of each other."""
        if layer.latent:
            return self._latent_attention(layer, normed)
        ways = [self._recurrence(layer, normed)] if layer.state else []
        ways += [self._attention(layer, normed)] if layer.attends else []
        return ways[0] if len(ways) == 1 else self.step(self._anatomy.width, *ways, overwrites=True)

    def _attention(self, layer: Layer, normed: Result) -> Result:
        query = self.step(layer.query, normed)
        value = self.step(layer.value, normed)
        key = self.step(layer.key, normed)
        stored = self.step(0, key, value)  # into the cache, which is elsewhere
        seen = self._weighted(layer, query, stored, key, value)
        return self.step(self._anatomy.width, seen)

    def _weighted(self, layer: Layer, query: Result, *kept: Result) -> Result:
        reads = (query, *(kept if not self._caches else kept[:1]))
        if mask := self._masks.get(layer.window):
            reads = (*reads, mask)
        if self._shape.flash:
            return self.step(layer.out, *reads)
        cells = cells_of(layer, self._shape) if self._caches else self._shape.tokens
        scores = self.step(layer.heads * cells, *reads)
        return self.step(layer.out, self.step(layer.out, self.step(layer.heads * cells, scores, overwrites=True)))

    def _latent_attention(self, layer: Layer, normed: Result) -> Result:
        """MLA: queries are brought to the compressed keys' length, values back from it."""
        query = self.step(layer.query, normed)
        compressed = self.step(layer.key, normed)
        absorbed = self.step(layer.heads * layer.latent, query)
        joined = self.step(layer.heads * layer.key, absorbed, query)
        stored = self.step(0, self.step(layer.key, self.step(layer.latent, compressed), compressed))
        seen = self._weighted(replace(layer, out=layer.heads * layer.latent), joined, stored)
        back = self.step(layer.query, seen)
        return self.step(self._anatomy.width, self.step(layer.query, back))

    def _recurrence(self, layer: Layer, normed: Result) -> Result:
        """A running state of each sequence is read, carried through the tokens and written back."""
        states = Result(layer.state * self._shape.sequences * _F32)
        self.steps.append(states)
        inner = self.step(2 * layer.inner, normed)
        turned = self.step(layer.inner, inner, states)
        convolved = self.step(layer.inner, turned)
        rates = self.step(layer.inner, convolved)
        carried = Result(layer.inner * self._shape.tokens * _F32 + states.size_bytes, (convolved, rates, states))
        self.steps.append(carried)
        gated = self.step(layer.inner, carried, inner)
        return self.step(self._anatomy.width, gated)

    def _feed_forward(self, length: int, normed: Result) -> Result:
        if self._anatomy.is_gated:
            inner = self.step(length, self.step(length, normed), self.step(length, normed))
        else:
            inner = self.step(length, normed)
        return self.step(self._anatomy.width, inner)

    def _experts(self, layer: Layer, normed: Result) -> Result:
        used, width = layer.experts_used, self._anatomy.width
        chances = self.step(self._anatomy.experts, normed)
        chosen = self.step(self._anatomy.experts, chances)
        weights = self.step(used, chances, chosen)
        gate = self.step(used * layer.wide, normed, chosen)
        up = self.step(used * layer.wide, normed, chosen)
        down = self.step(used * width, self.step(used * layer.wide, gate, up), chosen)
        weighted = self.step(used * width, down, weights, overwrites=True)
        total = self.step(width, weighted)
        return self.step(width, total, weighted, overwrites=True)
