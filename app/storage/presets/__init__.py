"""Presets as files: one TOML text each, that people may also write and read by themselves."""
