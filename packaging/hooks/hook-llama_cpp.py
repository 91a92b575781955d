"""PyInstaller must not collect llama.cpp by itself: it would copy each library three times; maru.spec places them."""

datas: list[tuple[str, str]] = []
binaries: list[tuple[str, str]] = []
