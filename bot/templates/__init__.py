"""The templates that come with Redthread. Each is a start: what does not fit is left out."""
