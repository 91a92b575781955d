"""PyNaCl's library asks for cffi's from C, which PyInstaller cannot see."""

hiddenimports = ["_cffi_backend"]
