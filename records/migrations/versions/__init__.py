"""The steps; their order stands in `down_revision`."""
