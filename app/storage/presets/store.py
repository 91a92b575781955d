"""The presets that are there: those that came with the program, and the person's own in a folder of text files."""

import importlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from itertools import count
from pathlib import Path
from stat import S_ISREG

from app.domain.errors import NotFound
from app.domain.preset import Preset
from app.domain.preset_errors import PresetError, PresetNotWritten, PresetTooLarge, PresetUnreadable
from app.storage.failures import explained
from app.storage.files import replace_file
from app.storage.presets.format import read_preset
from app.storage.presets.names import stem_for
from app.storage.presets.unknown import UnknownKey, unknown_keys

MOST_BYTES = 2 * 1024**2
ENDING = ".toml"


@dataclass(frozen=True)
class StoredPreset:
    """key names it for good: en/arithmetic for one that came with the program, the file's stem for an own one."""

    key: str
    preset: Preset
    path: Path
    is_builtin: bool


@dataclass(frozen=True)
class PresetShelf:
    """All presets, and what is wrong with the files that are none."""

    presets: tuple[StoredPreset, ...] = ()
    refused: tuple[PresetError, ...] = ()

    def find(self, key: str) -> StoredPreset | None:
        return next((stored for stored in self.presets if stored.key == key), None)

    def holding(self, stored: StoredPreset) -> "PresetShelf":
        """With this one, in the place of what its key meant before."""
        others = (one for one in self.presets if one.key != stored.key)
        return PresetShelf((*others, stored), self.refused)


class Presets:
    """Looks at the disk whenever it is asked, since people edit the files by themselves.

    A file that has not changed is not read again.
    """

    def __init__(self, folder: Path, builtin: Path) -> None:
        self.folder = folder
        self._builtin = builtin
        self._seen: dict[Path, tuple[tuple[int, int], Preset | PresetError]] = {}

    def shelf(self, language: str = "") -> PresetShelf:
        """Those of the language first. Raises nothing: what cannot be read is in refused."""
        presets: list[StoredPreset] = []
        refused: list[PresetError] = []
        for key, path in self._files(refused):
            read = self._look(path)
            if isinstance(read, PresetError):
                refused.append(read)
            else:
                presets.append(StoredPreset(key, read, path, is_builtin=_is_builtin(key)))
        presets.sort(key=lambda one: one.preset.language != language)
        return PresetShelf(tuple(presets), tuple(refused))

    def find(self, name: str, language: str = "") -> StoredPreset:
        """By its key, its name (one's own first, then those of the language), its file's stem, or the path of a file.

        Raises NotFound (its kind is presets where several are meant), PresetError.
        """
        path = Path(name).expanduser()
        if path.suffix == ENDING and _is_file(path):
            return StoredPreset(str(path.absolute()), read_file(path), path, is_builtin=False)
        shelf = self.shelf()
        for found in _meant(shelf.presets, name, language):
            if len(found) == 1:
                return found[0]
            if found:
                raise NotFound("presets", name, "\n".join(one.key for one in found))
        for error in shelf.refused:
            if name == Path(error.path).stem:
                raise error
        raise NotFound("preset", name, "\n".join(_near(shelf.presets, name)))

    def get(self, key: str) -> Preset | None:
        """None for one that is not there (any more) or cannot be read."""
        read = self._look(self._path(key))
        return None if isinstance(read, PresetError) else read

    def add(self, preset: Preset) -> StoredPreset:
        """As a new own one. Raises PresetError for one that could not be read again, StorageError."""
        return self._add(preset, before="")

    def save(self, key: str, preset: Preset) -> StoredPreset:
        """In its file, in which comments and unknown keys stay.

        Raises NotFound, PresetNotWritten for one that came with the program, PresetError, StorageError.
        """
        path = self._own(key)
        return self._put(key, path, _written(preset, self.text_of(key), path))

    def duplicate(self, key: str) -> StoredPreset:
        """A copy among one's own, comments and all. Raises NotFound, PresetError, StorageError."""
        text = self.text_of(key)
        preset = read_preset(text, str(self._path(key)))
        names = {one.preset.name for one in self.shelf().presets if not one.is_builtin} | {preset.name}
        name = next(name for number in count(2) if (name := f"{preset.name} {number}") not in names)
        return self._add(replace(preset, name=name), before=text)

    def import_file(self, path: Path) -> StoredPreset:
        """The file as it is, among one's own, unless it is there already. Raises PresetError, StorageError."""
        preset = read_file(path)
        own = (one for one in self.shelf().presets if not one.is_builtin)
        return next((one for one in own if one.preset == preset), None) or self._add(preset, before=_text(path))

    def export(self, key: str, path: Path) -> None:
        """Raises NotFound, PresetError, StorageError."""
        text = self.text_of(key)
        with explained(path):
            replace_file(path, text.encode())

    def remove(self, key: str) -> Callable[[], StoredPreset]:
        """What is returned brings it back. Raises NotFound, PresetNotWritten, PresetError, StorageError."""
        path, text = self._own(key), self.text_of(key)
        with explained(path):
            path.unlink()
        return lambda: self._put(key, path, text)

    def text_of(self, key: str) -> str:
        """What stands in the file. Raises NotFound, PresetError."""
        path = self._path(key)
        if not _is_file(path):
            raise NotFound("preset", key)
        return _text(path)

    def _files(self, refused: list[PresetError]) -> Iterator[tuple[str, Path]]:
        """Keys and paths."""
        for folder in _listed(self._builtin, refused):
            if folder.is_dir():
                yield from ((f"{folder.name}/{path.stem}", path) for path in _listed(folder, refused, ending=ENDING))
        yield from ((path.stem, path) for path in _listed(self.folder, refused, ending=ENDING))

    def _look(self, path: Path) -> Preset | PresetError:
        try:
            stat = path.stat()
        except (OSError, ValueError) as error:  # a name may hold what no file's can
            return unreadable(path, error)
        stamp = stat.st_mtime_ns, stat.st_size
        if path not in self._seen or self._seen[path][0] != stamp:
            try:
                self._seen[path] = stamp, read_file(path)
            except PresetError as error:
                self._seen[path] = stamp, error
        return self._seen[path][1]

    def _path(self, key: str) -> Path:
        """Also of one that cannot be read."""
        if Path(key).is_absolute():
            return Path(key)
        *language, stem = key.split("/")
        return self._builtin.joinpath(*language, stem + ENDING) if language else self.folder / (stem + ENDING)

    def _own(self, key: str) -> Path:
        """Raises PresetNotWritten."""
        path = self._path(key)
        if _is_builtin(key):
            raise PresetNotWritten(str(path), why="builtin")
        return path

    def _add(self, preset: Preset, *, before: str) -> StoredPreset:
        key = stem_for(preset.name, (path.stem for path in _listed(self.folder, [])))
        path = self.folder / (key + ENDING)
        return self._put(key, path, _written(preset, before, path))

    def _put(self, key: str, path: Path, text: str) -> StoredPreset:
        """Nothing is written that could not be read. Raises PresetError, StorageError."""
        preset = read_preset(text, str(path))
        content = text.encode()
        if len(content) > MOST_BYTES:
            raise PresetTooLarge(str(path), what="bytes", size=len(content), most=MOST_BYTES)
        with explained(path):
            replace_file(path, content)
        return StoredPreset(key, preset, path, is_builtin=False)


def read_file(path: Path) -> Preset:
    """Raises PresetError."""
    return read_preset(_text(path), str(path))


def unknown_in(path: Path) -> tuple[UnknownKey, ...]:
    """Keys in this file that are kept and ignored; none where it cannot be read."""
    try:
        return unknown_keys(_text(path))
    except PresetError:
        return ()


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:  # a name that is too long for one
        return False


def _is_builtin(key: str) -> bool:
    return "/" in key and not Path(key).is_absolute()


def _meant(presets: Sequence[StoredPreset], name: str, language: str) -> Iterator[list[StoredPreset]]:
    """Whom the name may mean, the likelier first."""
    folded = name.casefold()
    yield [one for one in presets if one.key == name]
    found = [one for one in presets if folded in {one.preset.name.casefold(), one.path.stem.casefold()}]
    yield [one for one in found if not one.is_builtin]
    yield [one for one in found if one.preset.language == language]
    yield found


def _near(presets: Sequence[StoredPreset], name: str) -> list[str]:
    """Keys of those that may have been meant: called so in part, or almost."""
    folded = name.strip().casefold()
    called = {one.key: (one.key.casefold(), one.path.stem.casefold(), one.preset.name.casefold()) for one in presets}
    parts = [key for key, names in called.items() if folded and any(folded in each for each in names)]
    return parts or [key for key, names in called.items() if get_close_matches(folded, names, n=1, cutoff=0.75)]


def _listed(folder: Path, refused: list[PresetError], *, ending: str = "") -> list[Path]:
    try:
        found = [path for path in folder.iterdir() if not ending or path.suffix == ending]
    except (FileNotFoundError, NotADirectoryError):
        return []
    except OSError as error:
        refused.append(unreadable(folder, error))
        return []
    return sorted(found, key=lambda path: (path.stem.casefold(), path.name))


def unreadable(path: Path, error: OSError | ValueError) -> PresetUnreadable:
    """What the system says, as a machine word where it is one of the usual."""
    match error:
        case FileNotFoundError() | NotADirectoryError():
            said = "gone"
        case PermissionError():
            said = "not allowed"
        case OSError():
            said = error.strerror or str(error)
        case _:
            said = str(error)
    return PresetUnreadable(str(path), said)


def _written(preset: Preset, before: str, path: Path) -> str:
    """Raises PresetDamaged, PresetNotWritten."""
    writing = importlib.import_module("app.storage.presets.writing")  # tomlkit: 20 ms that the window's start has not
    text: str = writing.write_preset(preset, before, path=str(path))
    return text


def _text(path: Path) -> str:
    """Raises PresetUnreadable, PresetTooLarge."""
    try:
        if not S_ISREG(path.stat().st_mode):  # a pipe would never end
            raise PresetUnreadable(str(path), "no file")
        with path.open("rb") as file:
            content = file.read(MOST_BYTES + 1)
    except (OSError, ValueError) as error:
        raise unreadable(path, error) from None
    if len(content) > MOST_BYTES:
        raise PresetTooLarge(str(path), what="bytes", size=path.stat().st_size, most=MOST_BYTES)
    try:
        return content.decode("utf-8-sig")  # Notepad writes the mark
    except UnicodeDecodeError:
        raise PresetUnreadable(str(path), "no UTF-8") from None
