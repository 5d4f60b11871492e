"""Draws the forms in which `add_adapter_fusion` gets its configuration: names, dictionaries and objects."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from tests.truth import cases
from tests.truth.cases import FLAG, MISTYPED, Arguments, Case, Values
from tests.truth.form_cases import HEAD, is_literal, keywords, literal
from tests.truth.methods import Drawing, draw_all

FLAGS = (
    *("key", "query", "value", "query_before_ln", "regularization", "residual_before", "temperature"),
    *("value_before_softmax", "value_initialized"),
)
FIELDS = {name: Values(*FLAG) for name in FLAGS} | {
    "dropout_prob": Values((None, 0.1, 0.5, 0.0), cases.FIELDS["dropout"].odd)
}
UNKNOWN = ("dropout", "colour", "architecture", "values")
NAMES = ("static", "dynamic")
ODD_NAMES = (
    *("statik", "Dynamic", "dynamic ", " static", "", "seq_bn", "lora", "static|dynamic", "dynamic|", "static["),
    *("dynamic[]", "dynamic[8]", "static[value]"),
)
CLASSES = ("StaticAdapterFusionConfig", "DynamicAdapterFusionConfig")
DEEPEST = 2


def draw(seed: int, count: int, release: str, base_models: Sequence[str]) -> list[Case]:
    """Draw cases for a release.

    Args:
        base_models: the names to draw base models from.
    """
    return draw_all(_case, seed, count, release, base_models)


def _case(drawing: Drawing) -> Case:
    form = _pick(drawing, (3, _name), (4, _dictionary), (9, _object))(drawing, 0)
    called = f'model.add_adapter_fusion(["a", "b"], {"" if drawing.chance(0.2) else "config="}{{}})\n'
    script = f"config = {form}\n{called.format('config')}" if drawing.chance(0.7) else called.format(form)
    return Case(drawing.base_model, script=HEAD.format(", ".join(("AdapterFusionConfig", *CLASSES))) + script)


Form = Callable[[Drawing, int], str]


def _pick(drawing: Drawing, *weighted: tuple[int, Form]) -> Form:
    weights, forms = zip(*weighted, strict=True)
    return drawing.random.choices(forms, weights)[0]


def _name(drawing: Drawing, _: int) -> str:
    """A name, with options in brackets or without."""
    name = drawing.random.choice(ODD_NAMES if drawing.chance(0.35) else NAMES)
    options = _options(drawing) if drawing.chance(0.3) else {}
    shown = ", ".join(f"{key}={value!r}" for key, value in options.items())
    return literal(f"{name}[{shown}]" if shown else name)


def _dictionary(drawing: Drawing, depth: int) -> str:
    """All options, or all but one, or those of an object."""
    if depth < DEEPEST and drawing.chance(0.5):
        made = _object(drawing, depth + 1)
        return drawing.random.choice(("{}.to_dict()", "dict({})", "{{**{}, {}}}")).format(
            made, literal(_options(drawing))[1:-1]
        )
    chosen = {name: drawing.random.choice(values.sane) for name, values in FIELDS.items()} | _options(drawing)
    if drawing.chance(0.35):
        del chosen[drawing.random.choice(sorted(FIELDS))]
    return literal(chosen)


def _object(drawing: Drawing, depth: int) -> str:
    """Something that is a configuration object."""
    if depth >= DEEPEST:
        return _constructed(drawing, depth)
    return _pick(drawing, (4, _constructed), (5, _loaded), (3, _replaced), (2, _from_dictionary))(drawing, depth)


def _constructed(drawing: Drawing, _: int) -> str:
    return f"{drawing.random.choice(CLASSES)}({', '.join(keywords(_options(drawing)))})"


def _loaded(drawing: Drawing, depth: int) -> str:
    source = _pick(drawing, (5, _name), (2, _dictionary), (3, _object))(drawing, depth + 1)
    class_name = drawing.random.choice(("AdapterFusionConfig", "AdapterFusionConfig", *CLASSES))
    return f"{class_name}.load({', '.join([source, *keywords(_options(drawing))])})"


def _replaced(drawing: Drawing, depth: int) -> str:
    return f"{_object(drawing, depth + 1)}.replace({', '.join(keywords(_options(drawing)))})"


def _from_dictionary(drawing: Drawing, depth: int) -> str:
    class_name = drawing.random.choice(("AdapterFusionConfig", *CLASSES))
    return f"{class_name}.from_dict({_dictionary(drawing, depth + 1)})"


def _options(drawing: Drawing) -> Arguments:
    """A few options, most with an odd value, and rarely one that there is not."""
    names = drawing.random.sample(sorted(FIELDS), drawing.random.choice((0, 1, 1, 2)))
    chosen = {name: drawing.random.choice(FIELDS[name].sane) for name in names}
    odd = [value for value in MISTYPED if is_literal(value)]
    if drawing.chance(0.6):
        name = drawing.random.choice(("dropout_prob", drawing.random.choice(FLAGS)))
        chosen[name] = drawing.random.choice(FIELDS[name].odd if drawing.chance(0.8) else odd)
    if drawing.chance(0.08):
        chosen[drawing.random.choice(UNKNOWN)] = drawing.random.choice(odd)
    return {name: value for name, value in chosen.items() if is_literal(value)}
