"""The data that passes between stages: frozen dataclasses, no behaviour beyond small derived views."""
