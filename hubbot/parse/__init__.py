"""The stages that read pages."""
