"""Parsers of dataclasses: `HfArgumentParser((ModelArguments, AdapterArguments)).parse_args_into_dataclasses()`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from adapterlint.reading.command_line.argparse_arguments import text_of
from adapterlint.reading.command_line.argparse_parsers import given_words, parsed, word_files_of
from adapterlint.reading.command_line.fields import ADAPTER_ARGUMENTS, ALL_ADAPTER_ARGUMENTS, options_of
from adapterlint.reading.command_line.files_of_words import words_in
from adapterlint.reading.command_line.namespaces import new_instance
from adapterlint.reading.command_line.options import Option, named
from adapterlint.reading.command_line.parsers import OPTION, Parser, add_option, options_in, parser_of, parts_of
from adapterlint.reading.command_line.runs import given_by, values_in, values_of
from adapterlint.reading.files.documents import JSON, YAML, document_of
from adapterlint.reading.files.opened import file_at
from adapterlint.reading.interpreter import Interpreter
from adapterlint.reading.language.ancestry import paths_above
from adapterlint.reading.language.calling import result_of
from adapterlint.reading.language.instances import instantiate
from adapterlint.reading.language.invocation import Invocation
from adapterlint.reading.memory.escapes import let_escape
from adapterlint.reading.memory.objects import Arguments, Imported, Instance, Passed, UserClass, new_identity
from adapterlint.reading.outside import from_outside
from adapterlint.reading.registry import CALLS, METHODS, reads
from adapterlint.reading.standard_library.containers import dict_items, sequence_items
from adapterlint.reading.standard_library.records import PARSERS
from adapterlint.sources import CommandLine, DataFile, Word
from adapterlint.values import Known, Unknown, Value

LIBRARY_CLASS = UserClass(ADAPTER_ARGUMENTS)


@reads(
    CALLS,
    "transformers.HfArgumentParser",
    "transformers.hf_argparser.HfArgumentParser",
    "trl.TrlParser",
)
def construct(interpreter: Interpreter, invocation: Invocation) -> Value:
    """Read `HfArgumentParser((A, B))` and `HfArgumentParser(A)`."""
    given = invocation.arguments.get(0, "dataclass_types")
    if given is None or isinstance(given, Unknown):
        return interpreter.unknown(invocation.node, "the dataclasses are not known")
    classes = sequence_items(interpreter.state, given) or (given,)
    parser = Parser(classes=classes, word_files=word_files_of(invocation.arguments))
    for made in parser.classes:
        for option in _options(interpreter, made, invocation) or ():
            add_option(interpreter, parser, option)
    return Known(parser)


@reads(METHODS, (Parser, "parse_args_into_dataclasses"), (Parser, "parse_args_and_config"))
def parse(interpreter: Interpreter, invocation: Invocation) -> Value:
    """Read the parsing of the command line, or of the words that are given."""
    parser, node = parser_of(invocation), invocation.node
    if parser is None or not parser.classes:
        return result_of(interpreter, node)
    if invocation.name == "parse_args_into_dataclasses":
        parser = _with_words_of_files(interpreter, parser, invocation)
    values = parsed(interpreter, parser, node, given_words(interpreter, invocation))
    declared = [_options(interpreter, one, invocation) for one in parser.classes]
    filled = [_filled(interpreter, *one, values, invocation) for one in zip(parser.classes, declared, strict=True)]
    fields = {option.name for options in declared for option in options or ()}
    others = {
        option.name: values[option.name] for option in options_in(interpreter, parser) if option.name not in fields
    }
    if others:
        filled.append(new_instance(interpreter, others))
    returns_rest = invocation.arguments.get(-1, "return_remaining_strings")
    if isinstance(returns_rest, Known) and returns_rest.value is True:
        filled.append(interpreter.unknown(node, "the arguments that the dataclasses do not have"))
    return Known(tuple(filled))


def _with_words_of_files(interpreter: Interpreter, parser: Parser, invocation: Invocation) -> Parser:
    """Return a parser that has what a file of words holds for its defaults: the file that is named, or `train.args`."""
    flag = text_of(invocation.arguments.get(4, "args_file_flag"))
    parser = replace(parser, word_files=replace(parser.word_files, flag=flag))
    file = _file_of_words(interpreter, invocation)
    if not isinstance(file, DataFile):
        return parser
    made, span = replace(parser, identity=new_identity()), interpreter.positions.span(invocation.node)
    interpreter.state.memory.update({(made.identity, name): one for name, one in parts_of(interpreter, parser, "")})
    words = words_in(file)
    line = CommandLine((Word(None, span),) if words is None else tuple(words), span)
    options = {option.name: option for option in options_in(interpreter, parser)}
    for name, value in given_by(interpreter, list(options.values()), line, invocation.node).items():
        option = replace(options[name], default=value, place=f"in `{file.path}`")
        interpreter.state.memory[made.identity, OPTION + name] = Known(option)
    return made


def _file_of_words(interpreter: Interpreter, invocation: Invocation) -> DataFile | Unknown | str:
    """Return the file whose words come before those of the command line; anything else if there is none."""
    named, looks = invocation.arguments.get(3, "args_filename"), invocation.arguments.get(2, "look_for_args_file")
    if isinstance(named, (Known, Unknown)) and named != Known(None, getattr(named, "origin", None)):
        return file_at(interpreter, named, invocation.node)
    script, files = Path(interpreter.home.path), interpreter.project.files
    is_left = looks is None or (isinstance(looks, Known) and looks.value is True)
    if files is None or script.suffix != ".py" or not is_left:
        return "no file is looked for"
    return files.read(script, str(script.with_suffix(".args").absolute()))


@reads(METHODS, (Instance, "parse_args"))
def parse_itself(interpreter: Interpreter, invocation: Invocation) -> Value:
    """Read `Arguments().parse_args()` of a class that is a parser itself."""
    match invocation.receiver:
        case Known(Instance(made)) if paths_above(made.bases) & PARSERS:
            options = options_of(interpreter, made, invocation.node)
            words = given_words(interpreter, invocation)
            values = (
                values_of(interpreter, options or [], invocation.node)
                if words is None
                else values_in(interpreter, options or [], words, invocation.node)
            )
            return _filled(interpreter, Known(made), options, values, invocation)
        case _:
            let_escape(interpreter, invocation.arguments.values(), invocation.node)
            return result_of(interpreter, invocation.node)


@reads(METHODS, (Parser, "parse_dict"))
def parse_dict(interpreter: Interpreter, invocation: Invocation) -> Value:
    """Read `parser.parse_dict({…})`: what it does not name has its default."""
    given = invocation.arguments.get(0, "args") or Unknown("nothing")
    return interpreter.per_option(
        given, lambda leaf: _from_items(interpreter, invocation, dict_items(interpreter.state, leaf))
    )


@reads(METHODS, (Parser, "parse_json_file"), (Parser, "parse_yaml_file"))
def parse_file(interpreter: Interpreter, invocation: Invocation) -> Value:
    """Read the parsing of a file; one that is not of the project may leave the defaults, as the command line."""
    language = JSON if invocation.name == "parse_json_file" else YAML

    def parse_it(path: Known | Unknown) -> Value:
        file = file_at(interpreter, path, invocation.node)
        if isinstance(file, Unknown):
            return _with_defaults(interpreter, invocation)
        held = document_of(interpreter, file, invocation, language)
        return _from_items(interpreter, invocation, dict_items(interpreter.state, held))

    return interpreter.per_option(invocation.arguments.get(0, "json_file") or _path_of(invocation), parse_it)


def _path_of(invocation: Invocation) -> Value:
    return invocation.arguments.get(-1, "yaml_file") or Unknown("no file is given")


def _with_defaults(interpreter: Interpreter, invocation: Invocation) -> Value:
    filled: list[Value] = []
    for one in _classes(invocation):
        options = _options(interpreter, one, invocation)
        filled.append(_filled(interpreter, one, options, named(options or ()), invocation))
    return Known(tuple(filled))


def _from_items(interpreter: Interpreter, invocation: Invocation, items: Mapping[object, Value] | None) -> Value:
    """Fill the dataclasses with items, and with the defaults of what is not among them; None if they are not known."""
    filled: list[Value] = []
    for one in _classes(invocation):
        options = _options(interpreter, one, invocation)
        values = {option.name: option.default or Unknown(f"`{option.name}` is not given") for option in options or ()}
        values.update({name: value for name, value in (items or {}).items() if isinstance(name, str)})
        filled.append(_filled(interpreter, one, options if items is not None else None, values, invocation))
    return Known(tuple(filled))


def _classes(invocation: Invocation) -> tuple[Value, ...]:
    parser = parser_of(invocation)
    return parser.classes if parser else ()


def _options(interpreter: Interpreter, made: Value, invocation: Invocation) -> list[Option] | None:
    return options_of(interpreter, made.value, invocation.node) if isinstance(made, Known) else None


def _filled(
    interpreter: Interpreter,
    made: Value,
    options: list[Option] | None,
    values: dict[str, Value],
    invocation: Invocation,
) -> Value:
    """Make an instance of one of the dataclasses."""
    if options is None or not isinstance(made, Known):
        return interpreter.unknown(invocation.node, f"the fields of {_name_of(made)}, given by users")
    own = {option.name: values[option.name] for option in options}
    if not isinstance(made.value, UserClass):
        return new_instance(interpreter, own, LIBRARY_CLASS)
    fields = {name: Passed(value) for name, value in own.items() if name in (made.value.fields or ())}
    instance = instantiate(interpreter, made.value, Arguments((), fields), invocation.node)
    if isinstance(instance, Known) and isinstance(instance.value, Instance):
        inherited = {name: value for name, value in own.items() if name not in fields}
        interpreter.state.memory.update({(instance.value.identity, name): value for name, value in inherited.items()})
    return instance


def _name_of(made: Value) -> str:
    match made:
        case Known(Imported(path)):
            return f"`{path.rpartition('.')[2]}`"
        case _:
            return "a dataclass that the file does not show"


@reads(
    CALLS,
    *(
        f"{module}.{name}"
        for module in (
            "adapters",
            "adapters.training",
            "transformers",
            "transformers.adapter_training",
            "transformers.adapters",
            "transformers.adapters.training",
        )
        for name in ALL_ADAPTER_ARGUMENTS
    ),
)
def construct_adapter_arguments(interpreter: Interpreter, invocation: Invocation) -> Value:
    """Read `AdapterArguments(train_adapter=True, adapter_config=…)`."""
    path = from_outside(interpreter.module, *invocation.path.rsplit(".", 1))
    options = (options_of(interpreter, path.value, invocation.node) if isinstance(path, Known) else None) or ()
    given = {option.name: invocation.arguments.get(at, option.name) for at, option in enumerate(options)}
    defaults = {option.name: option.default or Unknown("not given") for option in options}
    return new_instance(interpreter, {name: given[name] or defaults[name] for name in given}, LIBRARY_CLASS)
