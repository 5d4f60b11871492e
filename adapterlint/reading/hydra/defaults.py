"""The list of defaults: which configurations are laid over one another, in which order, and where each belongs.

Source: `hydra/_internal/defaults_list.py` and `hydra/core/default_element.py` of Hydra 1.3. What a list says last is
looked at first, so that an `override` reaches what comes before it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from adapterlint.data.nodes import Items, Node, Scalar, Table
from adapterlint.reading.hydra.groups import CannotComposeError, Groups

PARTS_AT_MOST: Final = 200
_SELF: Final = "_self_"
_GLOBAL: Final = "_global_"
_OWN: Final = "hydra"
"""What configures Hydra itself has nothing to do with the values of a script."""


@dataclass(frozen=True, slots=True)
class Laid:
    """A configuration in its place.

    Attributes:
        package: the keys below which it is laid, with dots between; empty for the top.
        group: which group it was chosen from; empty for none.
    """

    table: Table
    package: str
    group: str = ""
    option: str = ""


@dataclass(frozen=True, slots=True)
class _Default:
    """An entry of a list.

    Attributes:
        group: None for a configuration that is named without a group.
        options: the names; several for a list, none for `null`.
    """

    group: str | None
    options: tuple[str, ...]
    package: str | None = None
    is_optional: bool = False
    is_override: bool = False


@dataclass(slots=True)
class DefaultsList:
    """Puts the list of one run together.

    Attributes:
        chosen: the option of each group, by the command line, or by what overrides it; None for no option.
        appended: the groups that the command line adds.
    """

    groups: Groups
    chosen: dict[str, str | None]
    appended: Mapping[str, str] = field(default_factory=dict)
    _count: int = 0
    _met: set[str] = field(default_factory=set)

    def of(self, name: str) -> list[Laid]:
        """Return the configurations that a primary one asks for, the first to be laid first.

        Raises:
            CannotComposeError: one of them cannot be read, or is not there; or a group is chosen from that is not asked
                for, or asked for twice.
        """
        laid = list(self._below(name, "", "", is_primary=True))[::-1]
        unmet = sorted(self.chosen.keys() - self._met)
        if unmet:
            raise CannotComposeError(f"no list of defaults asks for the group `{unmet[0]}`")
        return laid

    def _below(self, path: str, package: str, group: str, *, is_primary: bool = False) -> Iterator[Laid]:
        """Yield the last first."""
        self._count += 1
        if self._count > PARTS_AT_MOST:
            raise CannotComposeError(f"more than {PARTS_AT_MOST} configurations")
        part = self.groups.part(path)
        if part is None:
            raise CannotComposeError(f"there is no configuration `{path}`")
        option = path.rpartition("/")[2]
        defaults = [_default(node) for node in part.defaults]
        if is_primary:
            defaults += (_Default(name, (chosen,)) for name, chosen in self.appended.items())
        if not any(default.group is None and default.options == (_SELF,) for default in defaults):
            defaults.append(_Default(None, (_SELF,)))
        parent_group = path.rpartition("/")[0]
        for default in defaults:
            if default.is_override and default.group is not None and default.options:
                overridden = _inside(default.group, parent_group)
                key = self._key(default.package, default.group.lstrip("/"), overridden, package)
                self.chosen.setdefault(key, default.options[0])
        for default in reversed(defaults):
            if default.is_override or (default.group or "").lstrip("/").startswith(_OWN):
                continue
            if default.group is None and default.options == (_SELF,):
                yield Laid(part.table, package, group, option if group else "")
            else:
                yield from self._chosen(default, parent_group, package)

    @staticmethod
    def _key(given: str | None, written: str, group: str, parent: str) -> str:
        """Return what a group is called where it is overridden: with its package, if that is not the usual one."""
        package = _package(given, None, written, group, parent)
        return group if package == group.replace("/", ".") else f"{group}@{package or _GLOBAL}"

    def _chosen(self, default: _Default, parent_group: str, parent_package: str) -> Iterator[Laid]:
        """Yield what an entry asks for, after what the command line or another list says of its group."""
        written = default.group if default.group is not None else _folder(default.options[0])
        group = _inside(written, parent_group)
        options: tuple[str, ...] = default.options
        if default.group is not None:
            key = self._key(default.package, written.lstrip("/"), group, parent_package)
            if key in self._met:
                raise CannotComposeError(f"the group `{key}` is asked for twice")
            self._met.add(key)
            if key in self.chosen:
                option = self.chosen[key]
                options = () if option is None else (option,)
        for option in reversed(options):
            name = option.rpartition("/")[2] if default.group is None else option
            path = f"{group}/{name}" if group else name
            if "${" in path:
                raise CannotComposeError(f"`{path}` in a list of defaults is not read")
            if name == "???":
                raise CannotComposeError(f"an option of the group `{group}` has to be given")
            part = self.groups.part(path)
            if part is None and default.is_optional:
                continue
            header = part.package if part else None
            package = _package(default.package, header, written.lstrip("/"), group, parent_package)
            yield from self._below(path, package, group if default.group is not None else "")


def _folder(path: str) -> str:
    folder, slash, _ = path.rpartition("/")
    return folder or slash


def _inside(group: str, parent: str) -> str:
    """Return the full name of a group that is named in a configuration of another one."""
    if group.startswith("/"):
        return group[1:]
    return f"{parent}/{group}".strip("/")


def _package(given: str | None, header: str | None, written: str, group: str, parent: str) -> str:
    """Return where a configuration belongs: where its entry says, else its header, else below its group."""
    if given is None and header not in {None, "_group_"}:
        package = f"{_GLOBAL}.{header}".replace(f"{_GLOBAL}.{_GLOBAL}", _GLOBAL)
    elif given is None:
        package = written.replace("/", ".")
    elif "_group_" in given:
        package = f"{_GLOBAL}.{given.replace('_group_', group.replace('/', '.'))}"
    else:
        package = "" if given == "_here_" else given
    whole = ".".join(part for part in (parent, package) if part)
    return whole.rpartition(_GLOBAL)[2].lstrip(".") if _GLOBAL in whole else whole


def _default(node: Node) -> _Default:
    match node:
        case Scalar(str(text)) if text:
            name, _, package = text.partition("@")
            return _Default(None, (name,), package or None)
        case Table(entries) if len(entries) == 1:
            words = entries[0].key.split()
            group, _, package = words[-1].partition("@")
            flags = set(words[:-1])
            options = tuple(_options(entries[0].value))
            return _Default(group, options, package or None, "optional" in flags, "override" in flags)
        case _:
            raise CannotComposeError(f"line {node.span.line} of {node.span.path} is no entry of a list of defaults")


def _options(node: Node) -> Iterator[str]:
    match node:
        case Items(items):
            for item in items:
                yield from _options(item)
        case Scalar(None, unknown=None):
            return
        case Scalar(value):
            yield str(value).removesuffix(".yaml")
        case _:
            raise CannotComposeError(f"line {node.span.line} of {node.span.path} is no entry of a list of defaults")
