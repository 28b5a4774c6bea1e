"""Tests of the pages that hubbot installs."""
