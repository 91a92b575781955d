"""PyInstaller must not collect llama.cpp's libraries by itself: it would copy each three times; maru.spec places them."""

datas: list[tuple[str, str]] = []
binaries: list[tuple[str, str]] = []
